"""Nothing typed is lost: the network goes, the session ends, the page closes."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Autosave
from tests.browser.test_admin import PASSWORD, sign_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)
STORE = "**/autosave/"


@pytest.fixture
def article(db):
    return make_article()


@pytest.fixture
def form(page, live_server, editor, article):
    """Sign in and open the article; leaving is always agreed to."""
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    return page


def type_words(page, text):
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type(f"{text} ")


def kept_words():
    return " ".join(str(row.fields) for row in Autosave.objects.filter(is_closed=False))


def stored_here(page):
    return page.evaluate(
        """() => Object.entries(localStorage).filter(([name]) => name.startsWith('newsroom-unsaved'))
            .map(([, value]) => decodeURIComponent(value.replaceAll('+', ' '))).join(' ')"""
    )


def wait_until_kept(page):
    page.wait_for_selector("#autosave-status:has-text('حُفظ تلقائيا')", timeout=10_000)


def test_words_are_in_the_newsroom_within_ten_seconds_of_typing(form, article, complaints):
    type_words(form, "كلمات لم يضغط أحد زر حفظها")
    wait_until_kept(form)
    assert "كلمات لم يضغط أحد زر حفظها" in kept_words()
    assert stored_here(form) == ""
    article.refresh_from_db()
    assert (article.revisions.count(), article.latest_revision.kind) == (1, "import")
    assert complaints == []


def test_a_half_typed_keyword_is_kept_too(form):
    form.locator("input.chip-input").press_sequentially("مينا")
    wait_until_kept(form)
    assert "مينا" in kept_words()


def test_without_a_network_words_wait_in_the_browser_and_go_by_themselves(form):
    form.context.set_offline(True)
    type_words(form, "أثناء الانقطاع")
    form.wait_for_selector("text=لا اتصال", timeout=10_000)
    assert "أثناء الانقطاع" in stored_here(form)
    assert kept_words() == ""
    form.context.set_offline(False)
    wait_until_kept(form)
    assert "أثناء الانقطاع" in kept_words()
    assert stored_here(form) == ""


def test_what_a_closed_page_could_not_send_is_offered_with_its_difference(form, live_server, article):
    form.route(STORE, lambda route: route.abort())
    type_words(form, "أغلقت الصفحة عليها")
    form.wait_for_selector("text=لا اتصال", timeout=10_000)
    form.goto("about:blank")
    form.unroute(STORE)
    form.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    form.wait_for_selector("#unsaved ins:has-text('أغلقت الصفحة عليها')")
    assert "أغلقت" not in form.locator(".ProseMirror").inner_text()
    form.click("text=ضعه في النموذج")
    form.wait_for_selector(".ProseMirror:has-text('أغلقت الصفحة عليها')")
    form.click("[name=_save]")
    form.wait_for_selector("text=حُفظت النسخة 2")
    article.refresh_from_db()
    assert "أغلقت الصفحة عليها" in article.latest_revision.snapshot["body"]
    form.reload()
    expect(form.locator("#unsaved article")).to_have_count(0)


def test_words_typed_just_before_leaving_are_offered_on_return(form, live_server, article):
    type_words(form, "في آخر لحظة")
    form.goto(f"{live_server.url}/admin/")
    form.go_back()
    form.wait_for_selector("#unsaved ins:has-text('في آخر لحظة')")


def test_a_session_that_ends_while_typing_is_opened_again_in_place(form):
    form.context.clear_cookies()
    type_words(form, "بعد انتهاء الجلسة")
    form.wait_for_selector("dialog#signin[open]", timeout=10_000)
    assert "بعد انتهاء الجلسة" in stored_here(form)
    form.fill("#signin-password", "خطأ")
    form.click("#signin button[type=submit]")
    form.wait_for_selector("text=كلمة المرور غير صحيحة")
    form.fill("#signin-password", PASSWORD)
    form.click("#signin button[type=submit]")
    form.wait_for_selector("dialog#signin", state="hidden")
    wait_until_kept(form)
    assert "بعد انتهاء الجلسة" in kept_words()
    form.click("[name=_save]")
    form.wait_for_selector("text=حُفظت النسخة 2")


def test_a_new_article_never_saved_comes_back(page, live_server, editor):
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.fill("[name=headline]", "خبر لم يحفظ قط")
    wait_until_kept(page)
    assert not Article.objects.exists()
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.click("text=ضعه في النموذج")
    page.wait_for_url(re.compile("unsaved"))
    assert page.input_value("[name=headline]") == "خبر لم يحفظ قط"
    page.click("[name=_save]")
    page.wait_for_selector("text=حُفظ المقال مسودة")
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    expect(page.locator("#unsaved article")).to_have_count(0)
    assert stored_here(page) == ""
