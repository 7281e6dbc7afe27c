"""The first page of the desk in a real browser: it stays fresh, and keys work on any layout."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles import publishing
from articles.admin import confirming
from articles.models import Article, Mention, Status
from articles.records import Record
from tests.browser.test_admin import PASSWORD, sign_in
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)
FAST = "window.setTimeout = ((wait) => (act, pause) => wait(act, Math.min(pause, 300)))(window.setTimeout)"


def record(headline):
    return Record.from_mapping({"headline": headline, "body": "نص"})


def submit(headline, by):
    return publishing.submit(publishing.create(record(headline), by=by), by=by)


def test_the_lists_are_fresh_without_a_reload_and_keep_the_focus(page, live_server, editor, complaints):
    page.add_init_script(FAST)
    submit("خبر أول", editor)
    sign_in(page, live_server)
    page.evaluate("window.isSamePage = true")
    # What is said aloud stands until the next look at the lists, which comes fast here.
    page.evaluate(
        """() => {
            const status = document.getElementById("desk-status")
            window.said = []
            const hear = () => window.said.push(status.textContent)
            new MutationObserver(hear).observe(status, { childList: true })
        }"""
    )
    link = page.locator("#desk-review li a").first
    link.focus()
    submit("خبر ثان", editor)
    page.wait_for_selector("#desk-review >> text=خبر ثان")
    assert page.locator("[data-list=review]").get_attribute("data-count") == "2"
    assert page.evaluate("document.activeElement.textContent") == "خبر أول"
    assert any("بانتظار المراجعة" in text for text in page.evaluate("window.said"))
    assert page.evaluate("window.isSamePage")
    assert complaints == []


def test_a_hidden_tab_asks_for_nothing(page, live_server, editor):
    page.add_init_script(FAST)
    sign_in(page, live_server)
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { get: () => window.isHidden ?? false })
            window.isHidden = true
            document.dispatchEvent(new Event("visibilitychange"))
        }"""
    )
    page.wait_for_timeout(500)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(1500)
    assert asked == []
    page.evaluate("window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(500)
    assert any("/admin/desk/" in url for url in asked)


def test_a_lost_session_is_told_and_asked_for_no_more(page, live_server, editor):
    page.add_init_script(FAST)
    sign_in(page, live_server)
    page.context.clear_cookies()
    page.wait_for_selector("#desk-status >> text=انتهت جلستك")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(1200)
    assert asked == []


def test_one_key_begins_an_article_and_a_list_tells_the_keys(page, live_server, editor, complaints):
    sign_in(page, live_server)
    page.keyboard.press("Shift+?")
    page.wait_for_selector("dialog[open] >> text=مقال جديد")
    page.keyboard.press("Escape")
    page.wait_for_selector("#desk-keys", state="hidden")
    expect(page.locator("dialog :focus")).to_have_count(0)
    page.keyboard.press("Slash")
    expect(page.locator("#desk-search")).to_be_focused()
    page.keyboard.press("n")
    assert page.input_value("#desk-search") == "n"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("KeyN")
    page.wait_for_selector("[name=headline]")
    assert complaints == []


def test_keys_that_are_switched_off_do_nothing(page, live_server, editor):
    sign_in(page, live_server)
    page.click("[data-opens-keys]")
    page.uncheck("[name=keys]")
    page.click("dialog[open] button")
    page.keyboard.press("KeyN")
    page.wait_for_timeout(500)
    assert page.url.endswith("/admin/")


def test_the_day_follows_the_choice_of_a_time(page, live_server, editor, complaints):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0) + timedelta(days=2)
    publishing.schedule(publishing.create(record("خبر الظهيرة"), by=editor), at=noon, by=editor)
    article = publishing.create(record("خبر آخر"), by=editor)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/move/schedule/")
    page.fill("[name=at_0]", f"{noon:%Y-%m-%d}")
    page.fill("[name=at_1]", "12:03")
    page.locator("[name=at_1]").blur()
    page.wait_for_selector("#day >> text=قريب جدا من هذا الموعد")
    expect(page.locator("#day .clashes")).to_contain_text("خبر الظهيرة")
    assert complaints == []


def test_a_name_is_completed_in_a_note(page, live_server, editor, complaints):
    make_user("sara", group="editor", first_name="سارة", last_name="الخطيب")
    article = publishing.create(record("خبر"), by=editor)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/talk/")
    page.click("[name=text]")
    page.keyboard.type("راجعي يا @سار")
    page.wait_for_selector("#people >> text=سارة الخطيب")
    page.keyboard.press("Enter")
    page.keyboard.type("الأرقام")
    assert page.input_value("[name=text]") == "راجعي يا @سارة الخطيب الأرقام"
    page.click("text=أرسل الملاحظة")
    page.wait_for_selector("text=لم تُرَ بعد")
    assert Mention.objects.get().person.username == "sara"
    assert complaints == []


def test_an_emergency_is_over_in_two_taps_on_a_phone(phone, live_server):
    make_user("editor", group="managing editor")
    article = make_article(headline="خبر خاطئ", published_at=timezone.now().isoformat())
    sign_in(phone, live_server)
    row = phone.locator("#desk-published li", has_text="خبر خاطئ")
    row.locator("text=سحب").tap()
    phone.locator("button.harmful").tap()
    phone.wait_for_selector("text=حالة المقال الآن: مسحوب")
    article.refresh_from_db()
    assert article.status == Status.WITHDRAWN
    assert Article.objects.get().withdrawal_note
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_password_is_asked_for_beside_the_button(page, live_server, monkeypatch):
    make_user("editor", group="managing editor")
    article = make_article()
    sign_in(page, live_server)
    monkeypatch.setattr(confirming, "HOLDS", timedelta(0))
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/move/withdraw/")
    page.fill("[name=password]", PASSWORD)
    page.click("button.harmful")
    page.wait_for_selector("text=حالة المقال الآن: مسحوب")
