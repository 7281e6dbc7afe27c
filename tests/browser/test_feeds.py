"""A feed is given to a source, tried, read and watched in a real browser, under the real policy."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Feed, Source
from articles.polling import poll_feed
from tests.articles.polling.conftest import feed_of, item, make_feed, site
from tests.browser.test_admin import sign_in
from tests.factories import make_user

__all__ = ["make_feed", "site"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(db):
    return make_user("editor", group="managing editor")


def test_a_feed_is_added_to_a_source_tried_and_read_while_its_page_tells(
    page, live_server, manager, site, complaints
):  # fmt: skip
    source = Source.objects.create(name="صحيفة المرسى")
    site.show(feed_of(item(1), item(2)), Content_Type="application/json")
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/source/{source.pk}/change/")
    page.click("text=أضِف عنوان خلاصة آخر")
    page.fill("[name=feeds-0-url]", site.url())
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    feed = Feed.objects.get()
    page.goto(f"{live_server.url}/admin/articles/feed/{feed.pk}/change/")
    expect(page.locator(".field-health")).to_contain_text("لم ينجح جلب بعد")
    page.click("text=جرّبها دون كتابة")
    expect(page.locator(".feed-rows tbody tr")).to_have_count(2)
    assert not Article.objects.exists()
    page.click("text=العودة إلى الخلاصة")
    page.click("text=اجلب الآن")
    assert page.locator(".feed-acts button").first.is_disabled()
    page.fill("[name=keywords]", "موانئ")
    poll_feed(feed.pk)
    # The page asks by itself, and what was typed meanwhile stays.
    page.wait_for_selector(".feed-acts button:enabled >> text=اجلب الآن")
    expect(page.locator(".field-health")).to_contain_text("آخر جلب ناجح الآن")
    expect(page.locator("#feed-said")).to_contain_text("آخر جلب ناجح الآن")
    assert page.input_value("[name=keywords]") == "موانئ"
    page.click(".field-counts a")
    expect(page.locator("#content")).to_contain_text("قُرئ")
    assert complaints == []


def test_a_failing_feed_tells_why_and_when_it_is_tried_again(
    page, live_server, manager, site, make_feed, complaints
):  # fmt: skip
    feed = make_feed()
    site.show("", status=503)
    poll_feed(feed.pk)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/feed/?health=failing")
    row = page.locator("#result_list tbody tr").inner_text()
    assert "متعثرة" in row
    assert "503" in row
    assert "إخفاق واحد" in row
    page.click("#result_list tbody th a")
    expect(page.locator(".field-history")).to_contain_text("دقيقة")
    assert complaints == []


def test_the_feeds_fit_a_phone(phone, live_server, manager, make_feed):
    feed = make_feed()
    Feed.objects.update(failures=2, last_error=f"يجيب {feed.url} بالرمز 503.")
    sign_in(phone, live_server)
    for path in ("", f"{feed.pk}/change/", "add/"):
        phone.goto(f"{live_server.url}/admin/articles/feed/{path}")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # Nothing on it scrolls sideways either: a rule and a message are read whole.
        assert phone.evaluate(
            "[...document.querySelectorAll('.results, fieldset, .inline-related')]"
            ".every((part) => part.scrollWidth <= part.clientWidth + 1)"
        )


def test_what_is_typed_into_a_feed_is_not_left_unasked(page, live_server, manager, make_feed):
    feed, asked = make_feed(), []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/feed/{feed.pk}/change/")
    page.fill("[name=keywords]", "موانئ")
    page.click("text=جرّبها دون كتابة", no_wait_after=True)
    expect(page.locator(".feed-acts :focus")).to_have_count(1)
    assert page.input_value("[name=keywords]") == "موانئ"
    assert asked == ["beforeunload"]
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    assert asked == ["beforeunload"]
    assert Feed.objects.get().keywords == "موانئ"
