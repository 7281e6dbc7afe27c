"""Attacks viewed in a real browser whose policy is switched off: our cleaning alone stands between.

`NEWSROOM_ATTACK_SEED` chooses others, as in tests/security.
"""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.newsletter.edition import edition
from articles.newsletter.letters import write
from tests.browser.conftest import DESKTOP, open_page
from tests.factories import make_user
from tests.security.attacked import attack_the_rest, write_attacked
from tests.security.payloads import payloads

pytestmark = pytest.mark.django_db(transaction=True)
# So many articles, each with three more attacks in its body; what they are comes of the seed.
COUNT = 32
# The pictures that articles name of themselves; all else from elsewhere would be an attack's.
OWN = re.compile(r"https://x\.example/\d+\.jpg")
# What a reader could do to any element of a page.
TOUCH = """() => {
  const events = ["mouseover", "pointerrawupdate", "focus", "click", "toggle", "animationstart"]
  for (const element of document.querySelectorAll("body *")) {
    if (!element.matches("form *, a[href]:not([href^='#']), summary, dialog *, [role=button]"))
      for (const name of events) element.dispatchEvent(new Event(name, { cancelable: true }))
    for (const { name, value } of element.attributes)
      if (name.startsWith("on") || /^\\s*(javascript|vbscript|data:text)/i.test(value))
        window.trip(element.outerHTML)
  }
}"""


class Wire:
    """What the attacks did: calls of `trip`, dialogs, and what was asked of other hosts."""

    def __init__(self, page, base):
        self.page, self.base, self.found = page, base, []
        page.context.expose_binding("trip", lambda source, *given: self.tell("called", *given))
        page.on("dialog", self.dismiss)
        page.context.route("**/*", self.pass_on)
        page.on("popup", lambda other: self.tell("opened", other.url))

    def tell(self, what, *given):
        self.found.append((self.page.url, what, *map(str, given)))

    def dismiss(self, dialog):
        self.tell("dialog", dialog.message)
        dialog.dismiss()

    def pass_on(self, route, request):
        if request.url.startswith((self.base, "data:image/", "blob:")):
            route.continue_()
            return
        if not (request.resource_type == "image" and self.is_picture(request.url)):
            self.tell("asked for", request.resource_type, request.url)
        route.abort()

    def is_picture(self, url):
        """A body may show pictures of other hosts over HTTPS; no script, style or frame of theirs."""
        return bool(OWN.match(url)) or url.startswith("https://")

    def look_at(self, path):
        response = self.page.goto(f"{self.base}{path}", wait_until="domcontentloaded")
        assert response.status == 200, path
        self.page.evaluate(TOUCH)
        self.page.wait_for_timeout(40)


@pytest.fixture
def wire(browser, live_server):
    for page in open_page(browser, viewport=DESKTOP, bypass_csp=True):
        yield Wire(page, live_server.url)


@pytest.fixture
def attacked():
    boss, attacks = make_user("boss", is_superuser=True), payloads(COUNT)
    articles = write_attacked(attacks)
    return boss, articles, attack_the_rest(attacks, articles, boss)


def sign_in(wire, user):
    client = Client()
    client.force_login(user)
    assert {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY} <= set(client.session.keys())
    name = django_settings.SESSION_COOKIE_NAME
    wire.page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": f"{wire.base}/admin/"}]
    )


def test_the_wire_is_tripped_where_nothing_is_cleaned(wire):
    wire.page.goto(f"{wire.base}/robots.txt")
    wire.page.set_content(
        "<img src=/x onerror=trip()><a href='javascript:trip()'>x</a><script src=//evil.example></script>"
    )
    wire.page.evaluate(TOUCH)
    wire.page.wait_for_timeout(200)
    told = [what for _url, what, *_given in wire.found]
    assert told.count("called") >= 2
    assert "asked for" in told


def test_nothing_runs_on_what_readers_see(wire, attacked):
    _boss, articles, pages = attacked
    first = articles[0]
    paths = [article.get_absolute_url() for article in articles[::2]]
    paths += [page.get_absolute_url() for page in pages[:4]]
    paths += [
        "/",
        "/most-read/",
        "/newsletter/",
        f"/search/?q={quote('قبل')}",
        f"/search/?q={quote(first.headline)}",
    ]
    paths += [each.get_absolute_url() for each in (first.section, first.source)]
    paths += ["/feeds/latest.json", f"/articles/{first.pk}.json", reverse("article-card", args=[first.pk])]
    for path in paths:
        wire.look_at(path)
    assert wire.found == []


def test_nothing_runs_at_the_desk(wire, attacked):
    boss, articles, _pages = attacked
    sign_in(wire, boss)
    kinds = ("change", "history", "preview", "talk")
    paths = [
        reverse(f"admin:articles_article_{kind}", args=[one.pk]) for one in articles[::11] for kind in kinds
    ]
    paths += [reverse("admin:articles_article_revision", args=[one.pk, 1]) for one in articles[1::11]]
    lists = ("article", "section", "source", "image", "flatpage")
    paths += [reverse(f"admin:articles_{name}_changelist") for name in lists]
    for path in [*paths, "/admin/"]:
        wire.look_at(path)
    assert wire.found == []


def test_nothing_runs_in_letters_nor_in_what_feeds_hold(wire, attacked):
    letter = write(edition(30, since=timezone.now() - timedelta(days=2)), timezone.localdate())
    items = Client().get("/feeds/latest.json").json()["items"]
    assert len(items) > 10
    for markup in (letter.html, *(item.get("content_html", "") for item in items)):
        wire.page.goto(f"{wire.base}/robots.txt")
        wire.page.set_content(markup)
        wire.page.evaluate(TOUCH)
    wire.page.wait_for_timeout(200)
    assert wire.found == []
