"""A page of the house written in a real browser."""

import pytest
from playwright.sync_api import expect

from articles.models import FlatPage
from tests.articles.test_flatpages import fresh, make_page
from tests.browser.test_admin import sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(page, live_server):
    make_user("editor", group="managing editor")
    make_page()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/flatpage/{FlatPage.objects.get().pk}/change/")
    page.locator(".ProseMirror p").click()
    page.keyboard.press("End")
    return page


def test_words_are_typed_looked_at_and_saved(opened, live_server, complaints):
    assert opened.locator(".editor-tool[aria-label='صورة']").count() == 0
    opened.keyboard.type(" في المرسى")
    with opened.context.expect_page() as other:
        opened.get_by_role("button", name="معاينة").click()
    expect(other.value.locator(".body")).to_contain_text("نحن صحيفة. في المرسى")
    other.value.close()
    assert FlatPage.objects.get().version == 1
    opened.keyboard.press("Control+s")
    opened.wait_for_selector(".messagelist .success")
    assert FlatPage.objects.get().body == "<p>نحن صحيفة. في المرسى</p>"
    assert complaints == []


def test_who_was_overtaken_finds_both_texts(opened, live_server):
    page = FlatPage.objects.get()
    opened.keyboard.type(" لي")
    FlatPage.objects.filter(pk=page.pk).update(body="<p>نص زميل.</p>", version=2)
    opened.get_by_role("button", name="حفظ").click()
    opened.wait_for_selector(".messagelist .warning")
    shown = opened.locator(".diff").inner_text()
    assert "زميل" in shown
    assert "لي" in shown
    opened.get_by_role("button", name="استعادة هذه النسخة").click()
    opened.wait_for_selector(".messagelist .success")
    assert fresh(page).body == "<p>نحن صحيفة. لي</p>"
