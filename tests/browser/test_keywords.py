"""Keywords at the desk in a real browser: proposals on the form, and a merge on a phone."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tags.models import Keyword, KeywordMerge
from tests.browser.test_admin import sign_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_press_adds_a_proposed_keyword_and_the_list_follows_the_text(
    page,
    live_server,
    editor,
    complaints,
):
    Keyword.objects.ensure(["حريات", "جسور", "قضاء"])
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    expect(page.locator(".suggested")).to_be_hidden()
    page.fill("[name=headline]", "القضاء والحريات")
    page.click(".ProseMirror")
    page.keyboard.type("خبر عن الجسور في المدينة.")
    offers = page.locator(".suggestion")
    expect(offers).to_have_text(["+ حريات", "+ قضاء", "+ جسور"])
    offers.nth(0).click()
    expect(page.locator(".chip bdi")).to_have_text(["حريات"])
    # The focus is on the next one, so that a key goes on.
    page.keyboard.press("Enter")
    expect(page.locator(".chip bdi")).to_have_text(["حريات", "قضاء"])
    expect(offers).to_have_text(["+ جسور"])
    page.click("[name=_save]")
    page.wait_for_selector("text=حُفظ المقال مسودة")
    assert list(Article.objects.get().keywords.names()) == ["حريات", "قضاء"]
    assert complaints == []


def test_keywords_are_merged_on_a_phone(phone, live_server, editor):
    make_article(keywords=["نتانياهو"])
    make_article(keywords=["نتنياهو"])
    sign_in(phone, live_server)
    first, second = Keyword.objects.values_list("pk", flat=True)
    phone.goto(f"{live_server.url}/admin/tags/keyword/merge/?keyword={first}&keyword={second}")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.check(f"[name=keeper][value='{second}']")
    phone.click("text=اعرض ما سيحدث")
    phone.click("button:has-text('دمج في')")
    phone.wait_for_selector("text=دُمجت الكلمات")
    assert KeywordMerge.objects.get().keeper == second
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
