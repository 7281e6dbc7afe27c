"""A story is taken down in a real browser: by keyboard, and on a phone without scripts."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Section
from tests.articles.similarity.test_groups import copy
from tests.articles.test_takedowns import statuses
from tests.browser.test_admin import sign_in
from tests.browser.test_axe import complaints_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def boss(db):
    return make_user("editor", group="managing editor")


def move_page(live_server, article):
    return f"{live_server.url}/admin/articles/article/{article.pk}/move/withdraw/"


def test_copies_are_chosen_by_keyboard_and_go_with_the_article(page, live_server, boss, complaints):
    head, second, third = copy(0), copy(1), copy(2)
    sign_in(page, live_server)
    page.goto(move_page(live_server, head))
    whole = page.get_by_label("اختيار الكل")
    boxes = page.locator("[name=members]")
    expect(boxes).to_have_count(2)
    assert [box.is_checked() for box in boxes.all()] == [False, False]
    page.get_by_label("السبب الذي يراه القراء").fill("أمر من المحكمة")
    page.keyboard.press("Tab")
    expect(whole).to_be_focused()
    page.keyboard.press("Space")
    assert [box.is_checked() for box in boxes.all()] == [True, True]
    page.keyboard.press("Tab")
    expect(boxes.first).to_be_focused()
    page.keyboard.press("Space")
    assert not whole.is_checked()
    assert whole.evaluate("box => box.indeterminate")
    page.get_by_role("button", name="سحب", exact=True).press("Enter")
    page.wait_for_selector("text=سُحبت معه نسخة أخرى من الخبر.")
    assert statuses(head, second, third) == ["withdrawn", "published", "withdrawn"]
    page.goto(f"{live_server.url}/admin/articles/article/{third.pk}/history/")
    record = page.locator(".takedown")
    expect(record).to_contain_text("أمر من المحكمة")
    record.get_by_role("link", name=head.headline).click()
    expect(page.locator(".takedown")).to_contain_text(third.headline)
    assert complaints == []


def test_axe_finds_nothing_on_the_form_and_the_record(page, live_server, boss):
    head, second, _third, closed = copy(0), copy(1), copy(2), copy(3, section="سياسة")
    Section.objects.get(name="مجتمع").people.add(boss)
    sign_in(page, live_server)
    page.goto(move_page(live_server, head))
    assert page.locator("[name=members]:disabled").count() == 1
    assert page.get_by_role("checkbox", name=closed.headline).is_disabled()
    assert complaints_of(page) == []
    page.get_by_role("checkbox", name=second.headline).check()
    page.get_by_role("button", name="سحب", exact=True).click()
    page.wait_for_selector("text=سُحبت معه نسخة أخرى من الخبر.")
    page.goto(f"{live_server.url}/admin/articles/article/{head.pk}/history/")
    page.wait_for_selector("text=سجل سحب مقالين معا")
    assert complaints_of(page) == []


def test_all_go_on_a_phone_without_scripts(page_without_javascript, live_server, boss):
    page = page_without_javascript
    head, second = copy(0, headline="عنوان طويل لا يتسع له سطر واحد على هاتف صغير مهما صغر الخط فيه"), copy(1)
    third = copy(2, headline="عنوان ثالث أطول من سابقه بكثير كي لا يتسع له سطر واحد على هاتف صغير أبدا")
    sign_in(page, live_server)
    page.goto(move_page(live_server, second))
    expect(page.locator("legend")).to_contain_text("عند القراء نسختان أخريان من هذا الخبر")
    page.get_by_label("اختيار الكل").check()
    page.get_by_role("button", name="سحب", exact=True).click()
    page.wait_for_selector("text=سُحبت معه نسختان أخريان من الخبر.")
    assert statuses(head, second, third) == ["withdrawn"] * 3


def test_what_a_colleague_edits_meanwhile_is_looked_at_again(phone, live_server, boss):
    head, second = copy(0), copy(1)
    sign_in(phone, live_server)
    phone.goto(move_page(live_server, head))
    assert phone.evaluate(FITS)
    phone.locator("[name=members]").check()
    Article.objects.filter(pk=second.pk).update(latest_revision=head.latest_revision)
    phone.get_by_role("button", name="سحب", exact=True).tap()
    phone.wait_for_selector(f"text=«{second.headline}» تغيّر في هذه الأثناء")
    assert phone.evaluate(FITS)
    assert not phone.locator("[name=members]").is_checked()
    phone.locator("[name=members]").check()
    phone.get_by_role("button", name="سحب", exact=True).tap()
    phone.wait_for_selector("text=سُحبت معه نسخة أخرى من الخبر.")
    assert statuses(head, second) == ["withdrawn", "withdrawn"]
