"""What one visitor sends reaches no other: no page is kept under it, and none of the desk is kept at all."""

from html import unescape
from itertools import product
from urllib.parse import quote, unquote

import pytest
from django.test import Client
from django.urls import reverse

from articles.caching.memory import memory
from articles.flatpages import keep_page
from articles.forms.flatpages import FlatPageForm
from articles.models import Article
from tests.articles.caching.conftest import kept
from tests.factories import make_article, make_user

__all__ = ["kept"]  # a fixture
pytestmark = pytest.mark.django_db

EVIL = "evil.example"
# Headers that proxies, frameworks and caches of others let choose host, scheme, path, method or kind.
HEADERS = {
    "X-Forwarded-Host": EVIL, "X-Host": EVIL, "X-Forwarded-Server": EVIL, "X-HTTP-Host-Override": EVIL,
    "Forwarded": f"host={EVIL};proto=http", "X-Forwarded-Proto": "http", "X-Forwarded-Scheme": "nothttps",
    "X-Forwarded-Port": "1337", "X-Forwarded-Prefix": f"/{EVIL}", "X-Forwarded-Ssl": "on",
    "X-Original-URL": "/admin/", "X-Rewrite-URL": f"/{EVIL}", "X-Original-Host": EVIL, "X-Wap-Profile": EVIL,
    "X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE", "X-Amz-Website-Redirect-Location": EVIL,
    "Origin": f"https://{EVIL}", "Referer": f"https://{EVIL}/", "User-Agent": f"<script>{EVIL}</script>",
    "Accept": f"text/{EVIL}", "Accept-Language": f"en-US,{EVIL}", "Accept-Encoding": EVIL,
    "Cookie": f"newsroom_language=en; {EVIL}=1", "Range": "bytes=0-9", "If-None-Match": f'"{EVIL}"',
    "If-Modified-Since": EVIL, "Upgrade-Insecure-Requests": "1", "Via": EVIL, "True-Client-IP": EVIL,
    "X-Forwarded-For": EVIL, "X-Request-ID": EVIL, "Purpose": "prefetch", "Sec-Fetch-Dest": "script",
    "Content-Type": f"text/{EVIL}", "X-Cache-Key": EVIL, "Surrogate-Control": "max-age=9999",
}  # fmt: skip
QUERIES = (
    f"?utm_source={EVIL}", f"?callback={EVIL}", f"?next=https://{EVIL}/", f"?_method={EVIL}",
    f"?after={quote('<script>' + EVIL)}", f"?q={EVIL}&q=1", f"?;x={EVIL}", f"?x[]={EVIL}", f"?%00={EVIL}",
    f"?lang={EVIL}", f"?format={EVIL}", "?" + "a=1&" * 900,
)  # fmt: skip
# What caches that go by the end of a path take for files that all may have.
SUFFIXES = (
    "x.css", ";.css", ";.js", "%3B.js", "%23.css", "%3F.css", "%2F..%2Fstatic%2Fx.css", "..%2fx.css",
    "%00.css", "%0A.css", "%09.ico", ".css", "/.css", "//x.js", "a/b/c.png", "~x.woff2", "%5c..%5cx.css", "%252e.css",
    "robots.txt", "favicon.ico", "index.php/x.css",
)  # fmt: skip
SPELLINGS = (
    "/%2fadmin/", "/./admin/", "/x/../admin/", "/ADMIN/", "/%61dmin/", "/admin%2f", "/admin%00/",
    "/static/../admin/", "/static/..%2fadmin/", "/media/../../newsroom/settings.py", "/media//etc/passwd",
    "/media/..%2f..%2fsecret_key", "/static/%2e%2e/%2e%2e/manage.py", "/media/%2e%2e%5csecret_key",
    "/media/.%00./secret_key",
)  # fmt: skip


@pytest.fixture
def paths():
    article = make_article(byline="منى سالم")
    form = FlatPageForm({"name": "من نحن", "slug": "من-نحن", "body": "<p>نحن.</p>", "is_published": True})
    assert form.is_valid()
    keep_page(form.instance, by=make_user(is_superuser=True))
    return [
        *(each.get_absolute_url() for each in (article.section, article, article.source, form.instance)),
        "/", "/most-read/", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/feeds/latest.rss",
        "/feeds/latest.json", reverse("article-json", args=[article.pk]), "/search/?q=جسر",
    ]  # fmt: skip


@pytest.fixture
def desk():
    client = Client()
    client.force_login(make_user("sarah.of.the.desk", first_name="سارة", is_superuser=True))
    return client


def assert_kept_from_others(path, sent):
    """Make a page first for whoever sends these headers, and read it as another."""
    memory.clear()
    alone = Client().get(path)
    for headers in sent:
        memory.clear()
        Client().get(path, headers=headers)
        after = Client().get(path)
        assert EVIL not in after.content.decode() + repr(after.items()), (path, headers)
        assert (after.status_code, after.content) == (alone.status_code, alone.content), (path, headers)


def test_no_header_that_is_no_key_changes_what_the_next_reader_gets(kept, paths):
    for path in paths:
        assert_kept_from_others(path, [HEADERS])
    assert_kept_from_others(paths[1], [{header: value} for header, value in HEADERS.items()])


def test_a_host_that_is_not_ours_is_refused_whatever_is_kept(kept, paths):
    for path in paths:
        assert Client().get(path).status_code == 200
        for host in (EVIL, f"testserver.{EVIL}", f"testserver@{EVIL}", "testserver/../x", "[::1"):
            assert Client().get(path, HTTP_HOST=host).status_code == 400, (path, host)


def test_a_port_in_the_host_gets_into_no_page(kept, paths):
    for path in paths:
        memory.clear()
        assert Client().get(path, HTTP_HOST="testserver:1337").status_code == 200
        assert ":1337" not in Client().get(path).content.decode()


def test_a_query_that_a_page_does_not_read_makes_no_copy_of_it(kept, paths):
    for path in paths[:-1]:
        memory.clear()
        alone, size = Client().get(path).content, memory.size
        for query in QUERIES:
            asked = Client().get(path + query)
            assert asked.status_code == 200, (path, query)
            assert EVIL not in asked.content.decode()
            assert Client().get(path).content == alone
            assert memory.size == size, (path, query)


def test_no_page_of_the_desk_may_be_kept_under_a_name_like_a_file(kept, desk):
    change = reverse("admin:articles_article_change", args=[make_article().pk])
    for page, suffix in product(("/admin/", "/admin/account/", change), SUFFIXES):
        for path in (page + suffix, page.rstrip("/") + suffix):
            response = desk.get(path)
            if "no-store" not in response.get("Cache-Control", ""):
                assert response.status_code in (301, 404), path
                assert "sarah" not in response.content.decode(), path
            stranger = Client().get(path)
            assert stranger.status_code in (302, 301, 404), path
            assert "sarah" not in stranger.content.decode(), path


@pytest.mark.parametrize("path", SPELLINGS)
def test_no_other_spelling_opens_the_desk_to_caches_or_a_folder_to_readers(kept, desk, path):
    response = desk.get(path)
    if response.status_code == 200:
        assert "no-store" in response["Cache-Control"]
    else:
        assert response.status_code in (301, 302, 400, 404)
        assert "sarah" not in response.content.decode()


def test_an_article_under_a_name_like_a_file_is_led_home_or_unknown(kept):
    home = make_article().get_absolute_url()
    for suffix in SUFFIXES:
        for path in (home + suffix, home.rstrip("/") + suffix):
            response = Client().get(path)
            assert response.status_code in (301, 404), path
            if response.status_code == 301:
                assert unquote(response["Location"]) in (unquote(home), f"{unquote(path)}/")


def test_who_is_signed_in_leaves_nothing_of_themselves_in_public_pages(kept, paths, desk):
    for path in paths:
        memory.clear()
        theirs, others = desk.get(path), Client().get(path)
        assert theirs.content == others.content
        assert not theirs.cookies
        assert "سارة" not in theirs.content.decode()


def test_what_is_missing_is_asked_for_again_each_time(kept):
    gone = make_article()
    Article.objects.filter(pk=gone.pk).update(status="draft")
    for path in ("/nothing/", f"/articles/{gone.pk}/x/", "/sections/%D9%84%D8%A7/", "/articles/999.json"):
        response = Client().get(path)
        assert response.status_code == 404
        assert {"max-age=0", "no-store"} & {*response["Cache-Control"].split(", ")}, path


@pytest.mark.parametrize("attack", ["<script>trip()</script>", "{{7*7}}", "%0d%0aX: y"])
def test_what_was_asked_for_is_not_printed_where_it_is_missing(attack):
    assert attack not in unescape(Client().get(f"/{quote(attack)}/").content.decode())


def test_a_partner_is_answered_for_itself_alone(kept):
    response = Client().get("/partners/feed.json")
    assert response.status_code == 401
    assert {"no-store", "private"} & {*response["Cache-Control"].split(", ")}
