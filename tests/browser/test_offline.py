"""Reading without a network: what was read stays, what was withdrawn does not."""

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from articles import publishing
from articles.models import Article
from articles.views.offline import MOST_KEPT
from tests.browser.conftest import PHONE, open_page
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)

READY = "navigator.serviceWorker.ready.then(() => new Promise(done => navigator.serviceWorker.controller"
READY += " ? done() : navigator.serviceWorker.addEventListener('controllerchange', () => done())))"
KEPT = """async () => {
  const names = (await caches.keys()).filter(name => name.startsWith("pages-"));
  const kept = await Promise.all(names.map(async name => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => decodeURI(new URL(url).pathname));
}"""


@pytest.fixture
def reader(browser):
    yield from open_page(browser, viewport=PHONE, service_workers="allow")


def begin(reader, live_server, path="/"):
    reader.goto(live_server.url + path)
    reader.evaluate(READY)


def kept(reader, paths):
    """Wait until the worker keeps just these, in this order."""
    for _try in range(100):
        found = reader.evaluate(KEPT)
        if found == paths:
            return
        reader.wait_for_timeout(50)
    assert found == paths


def path_of(article):
    return unquote(article.get_absolute_url())


@pytest.fixture
def stories(db):
    return [
        make_article(headline=f'خبر "{number}" & غيره', body=f"<p>نص {number}</p>") for number in range(3)
    ]


def test_what_was_read_is_read_again_without_a_network_and_in_its_own_style(reader, live_server, stories):
    begin(reader, live_server)
    reader.goto(live_server.url + stories[0].get_absolute_url())
    kept(reader, [path_of(stories[0])])
    reader.context.set_offline(True)
    reader.goto(live_server.url + stories[0].get_absolute_url())
    expect(reader.locator("h1")).to_have_text(stories[0].headline)
    expect(reader.locator(".body")).to_contain_text("نص 0")
    assert reader.evaluate("getComputedStyle(document.body).display") == "flex"
    reader.goto(live_server.url + stories[1].get_absolute_url())
    expect(reader.locator("h1")).to_have_text("أنتم بلا اتصال")


def test_the_first_article_is_kept_though_no_worker_was_there_when_it_was_opened(
    reader, live_server, stories
):
    begin(reader, live_server, stories[0].get_absolute_url())
    kept(reader, [path_of(stories[0])])


def test_the_offline_page_lists_what_can_be_read_the_last_first(reader, live_server, stories):
    begin(reader, live_server)
    for story in stories[:2]:
        reader.goto(live_server.url + story.get_absolute_url())
    kept(reader, [path_of(story) for story in stories[:2]])
    reader.context.set_offline(True)
    reader.goto(live_server.url + "/sections/مجتمع/")
    links = reader.locator("[data-kept] a")
    expect(links).to_have_text([stories[1].headline, stories[0].headline])
    links.first.click()
    expect(reader.locator("h1")).to_have_text(stories[1].headline)


def withdraw(story):
    publishing.withdraw(Article.objects.get(pk=story.pk), by=make_user(is_superuser=True), note="خطأ")


def test_a_withdrawn_article_is_gone_at_the_next_connection_whatever_is_opened(reader, live_server, stories):
    begin(reader, live_server)
    for story in stories[:2]:
        reader.goto(live_server.url + story.get_absolute_url())
    kept(reader, [path_of(story) for story in stories[:2]])
    reader.context.set_offline(True)
    reader.goto(live_server.url + stories[0].get_absolute_url())
    expect(reader.locator("h1")).to_have_text(stories[0].headline)
    withdraw(stories[0])
    reader.context.set_offline(False)
    reader.goto(live_server.url + "/")
    kept(reader, [path_of(stories[1])])
    reader.context.set_offline(True)
    reader.goto(live_server.url + stories[0].get_absolute_url())
    expect(reader.locator("h1")).to_have_text("أنتم بلا اتصال")


def test_a_copy_that_the_network_calls_gone_is_dropped(reader, live_server, stories):
    begin(reader, live_server)
    reader.goto(live_server.url + stories[0].get_absolute_url())
    kept(reader, [path_of(stories[0])])
    withdraw(stories[0])
    assert reader.goto(live_server.url + stories[0].get_absolute_url()).status == 410
    kept(reader, [])


def test_a_page_that_changed_is_kept_as_it_is_now(reader, live_server, stories):
    begin(reader, live_server)
    reader.goto(live_server.url + stories[0].get_absolute_url())
    kept(reader, [path_of(stories[0])])
    Article.objects.filter(pk=stories[0].pk).update(body="<p>نص مصحح</p>")
    reader.goto(live_server.url + stories[0].get_absolute_url())
    expect(reader.locator(".body")).to_contain_text("نص مصحح")
    reader.wait_for_timeout(300)
    reader.context.set_offline(True)
    reader.goto(live_server.url + stories[0].get_absolute_url())
    expect(reader.locator(".body")).to_contain_text("نص مصحح")


def test_only_articles_are_kept_never_the_desk_searches_or_lists(reader, live_server, stories):
    begin(reader, live_server)
    for path in (
        "/",
        "/search/?q=خبر",
        "/search.json?q=خبر",
        "/admin/login/",
        "/sections/مجتمع/",
        "/newsletter/",
    ):
        reader.goto(live_server.url + path)
    reader.goto(live_server.url + f"{stories[0].get_absolute_url()}?utm_source=x")
    kept(reader, [path_of(stories[0])])
    assert not [
        name for name in reader.evaluate("caches.keys()") if not name.startswith(("pages-", "files-"))
    ]


def test_twenty_are_kept_and_the_oldest_reading_goes_first(reader, live_server, db):
    stories = [make_article(body=f"<p>{number}</p>") for number in range(MOST_KEPT + 2)]
    begin(reader, live_server)
    for story in stories:
        reader.goto(live_server.url + story.get_absolute_url())
    kept(reader, [path_of(story) for story in stories[2:]])


def test_the_site_can_be_installed_and_nothing_of_it_breaks_the_policy(reader, live_server, stories):
    complaints = []
    reader.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    reader.on("pageerror", lambda error: complaints.append(str(error)))
    begin(reader, live_server)
    session = reader.context.new_cdp_session(reader)
    manifest = session.send("Page.getAppManifest")
    assert manifest["url"] == f"{live_server.url}/manifest.webmanifest"
    assert manifest["errors"] == []
    # Each test has a context of its own, which Chromium takes for a private window.
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in errors] == ["in-incognito"]
    reader.goto(live_server.url + "/offline/")
    assert complaints == []
    assert reader.context.cookies() == []
