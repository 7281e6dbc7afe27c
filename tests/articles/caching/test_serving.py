"""What is kept, under which name, until when; validators, crowds, and a cache that is down."""

import gzip
import itertools
import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.caching import serving
from articles.caching import shared as shared_module
from articles.caching.entries import Entry
from articles.caching.memory import Memory, memory
from articles.caching.shared import shared
from articles.fronts import Entry as Placed
from articles.fronts import arrange
from articles.models import Article
from articles.views.pagination import encode_cursor
from tests.articles.caching.conftest import needs_redis
from tests.articles.caching.newsroom import Newsroom
from tests.articles.views.public import place_in_menu
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["memory", pytest.param("redis", marks=needs_redis)])
def store(request, kept):
    if request.param == "redis":
        request.getfixturevalue("in_redis")
    return request.param


# Seconds until something happens by itself; where a look came too late, on a slow machine, the next is tried.
LEADS = (0.6, 5, 20)


def looked_before(set_moment, look):
    """Return a moment to come, as set, and what a look shows that was over before it came."""
    for lead in LEADS:
        moment = timezone.now() + timedelta(seconds=lead)
        set_moment(moment)
        forget_memory()
        seen = look()
        if timezone.now() < moment:
            return moment, seen
    raise TimeoutError


def wait_until(moment):
    time.sleep(max((moment - timezone.now()).total_seconds(), 0) + 0.01)


def forget_memory():
    """Let this process be as another that has just begun."""
    serving.forget_all()


def test_a_page_is_made_once_until_something_that_it_shows_changes(client, store, rendered, editor):
    article = make_article()
    for _turn in range(3):
        client.get("/")
    assert rendered == ["/"]
    publishing.unpublish(article, by=editor, note="خطأ")
    assert article.headline not in client.get("/").content.decode()
    assert rendered == ["/", "/"]


@needs_redis
def test_another_process_finds_in_redis_what_one_has_made(client, in_redis, rendered, editor):
    article = make_article()
    first = client.get("/")
    forget_memory()
    again = client.get("/")
    assert rendered == ["/"]
    assert (again.content, again["ETag"], again["Content-Type"]) == (
        first.content, first["ETag"], first["Content-Type"]
    )  # fmt: skip
    publishing.withdraw(article, by=make_user(is_superuser=True), note="خطأ")
    forget_memory()
    assert article.headline not in client.get("/").content.decode()


def test_a_kept_page_costs_the_look_at_the_versions_alone(client, store, django_assert_num_queries):
    make_article()
    client.get("/")
    with django_assert_num_queries(1):  # half a second old, at most
        client.get("/")


def test_a_kept_page_costs_nothing_while_the_versions_are_fresh(
    client, kept, settings, django_assert_num_queries
):
    make_article()
    settings.PAGE_VERSIONS_SECONDS = 60
    client.get("/")
    with django_assert_num_queries(0):
        client.get("/")


def test_a_matching_validator_is_answered_without_rendering(
    client, store, rendered, django_assert_num_queries
):
    article = make_article()
    for address in ("/", article.get_absolute_url(), reverse("article-json", args=[article.pk])):
        first = client.get(address)
        rendered.clear()
        with django_assert_num_queries(1):  # the versions
            again = client.get(address, headers={"If-None-Match": f'"x", {first["ETag"]}'})
        assert (again.status_code, again.content, rendered) == (304, b"", [])
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Content-Length" not in again
        for tag, code in {"*": 304, first["ETag"].removeprefix("W/"): 304, '"x"': 200, "x": 200}.items():
            assert client.get(address, headers={"If-None-Match": tag}).status_code == code


def test_a_validator_of_before_a_change_matches_no_more(client, store, editor):
    article = make_article()
    tag = client.get("/")["ETag"]
    publishing.unpublish(article, by=editor, note="خطأ")
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_validators_are_the_same_in_every_process(client, kept):
    make_article()
    tag = client.get("/")["ETag"]
    forget_memory()
    assert client.get("/")["ETag"] == tag
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304


def test_another_build_has_other_validators(client, kept, monkeypatch):
    tag = client.get("/")["ETag"]
    monkeypatch.setattr("articles.caching.entries.build", lambda: "another")
    forget_memory()
    assert client.get("/")["ETag"] != tag


def test_head_is_answered_from_what_get_has_kept(client, store, rendered):
    client.get("/")
    response = client.head("/")
    assert (response.content, rendered) == (b"", ["/"])


def test_a_kept_page_has_the_headers_of_a_fresh_one(client, kept, settings):
    article = make_article()
    for address in ("/", article.get_absolute_url(), "/feeds/latest.rss"):
        client.get(address)
        again = client.get(address)
        settings.PAGE_CACHE = False
        fresh = client.get(address)
        settings.PAGE_CACHE = True
        tagless = [{k: v for k, v in one.items() if k != "ETag"} for one in (again, fresh)]
        assert tagless[0] == tagless[1]
        assert "Content-Security-Policy" in again
        assert not again.cookies
        assert "Vary" not in again


def test_a_kept_page_is_packed_for_whoever_takes_it_so(client, store, rendered):
    make_article(body=f"<p>{'نص طويل ' * 500}</p>")
    for _time in range(2):
        plain = client.get("/")
        packed = client.get("/", headers={"accept-encoding": "br, gzip"})
        assert gzip.decompress(packed.content) == plain.content
        assert (packed["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
        assert (packed["Vary"], "Vary" in plain) == ("Accept-Encoding", False)
        assert [int(one["Content-Length"]) for one in (packed, plain)] == [
            len(packed.content), len(plain.content)
        ]  # fmt: skip
        assert packed["ETag"] == plain["ETag"]
    head = client.head("/", headers={"accept-encoding": "gzip"})
    assert (head["Content-Length"], head.content) == (packed["Content-Length"], b"")
    asked = client.get("/", headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]})
    assert (asked.status_code, asked["Vary"], "Content-Encoding" in asked) == (304, "Accept-Encoding", False)
    assert rendered == ["/"]


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br;q=1, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("br", False),
    ],
)  # fmt: skip
def test_who_refuses_packed_pages_gets_plain_ones(client, kept, accepted, is_packed):
    for _time in range(2):
        answer = client.get("/", headers={"accept-encoding": accepted})
        assert ("Content-Encoding" in answer) is is_packed


def test_what_is_not_kept_is_packed_too_but_no_picture(client, kept, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.jpg").write_bytes(b"x" * 5000)
    found = client.get("/search/", {"q": "جسر"}, headers={"accept-encoding": "gzip"})
    assert (found["Content-Encoding"], found["Vary"]) == ("gzip", "Accept-Encoding")
    picture = client.get("/media/a.jpg", headers={"accept-encoding": "gzip"})
    assert (picture["Content-Length"], "Content-Encoding" in picture) == ("5000", False)
    picture.close()


def test_what_the_view_does_not_read_makes_no_other_page(client, store, rendered):
    for query in ("", "?utm_source=x", "?after=", "?after=%00", "?after=مكان", "?a=1&a=2", "?" + "x" * 3000):
        response = client.get(f"/{query}")
        assert "utm_source" not in response.content.decode()
    assert rendered == ["/"]


def test_places_in_a_list_are_kept_under_one_spelling_each(client, store, rendered):
    write_articles(*(make_record() for _number in range(22)))
    place_in_menu("مجتمع")
    token = encode_cursor(Article.objects.order_by("-published_at", "-pk")[19])
    path = reverse("section", args=["مجتمع"])
    pages = {client.get(f"{path}?after={one}").content for one in (token, f"{token}&x=1", f"x&after={token}")}
    assert len(pages) == len(rendered) == 1
    assert client.get(f"{path}?after=بلا").content == client.get(path).content
    assert len(rendered) == 2


@needs_redis
def test_places_in_a_list_stay_out_of_redis_where_a_flood_of_them_had_no_bound(client, in_redis, rendered):
    write_articles(*(make_record() for _number in range(22)))
    token = encode_cursor(Article.objects.order_by("-published_at", "-pk")[19])
    path = reverse("section", args=["مجتمع"])
    for _turn in range(2):
        client.get(f"{path}?after={token}")
    assert len(rendered) == 1
    assert list(in_redis.scan_iter(f"newsroom:page:{shared_module.build()}:*")) == []


@pytest.mark.parametrize("path", ["/archive/1999/01/01/", "/sitemap-articles-77.xml"])
def test_empty_pages_of_which_there_is_no_end_are_not_kept(client, store, path):
    assert client.get(path).status_code == 200
    assert memory.size == 0


def test_a_page_with_a_nonce_is_not_kept(client, kept, monkeypatch):
    def personal(request, *_given):
        return HttpResponse(str(request.csp_nonce))

    monkeypatch.setattr("articles.views.pages.render", personal)
    assert "nonce-" in client.get("/")["Content-Security-Policy"]
    assert memory.size == 0


def test_no_host_but_ours_is_believed(client, store):
    make_article()
    kept = client.get("/", headers={"host": "127.0.0.1"}).content
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "localhost"}).content == kept
    assert b"localhost" not in kept
    assert b"http://testserver/" in kept


def test_only_what_is_found_is_kept(client, store):
    article = make_article(status="withdrawn")
    live = make_article()
    for path in ("/لا-شيء/", "/articles/999/x/", article.get_absolute_url(), f"/articles/{live.pk}/اسم-آخر/"):
        assert client.get(path).status_code in (301, 404, 410)
    assert memory.size == 0


def test_a_missing_page_is_there_as_soon_as_it_is_published(client, store, editor):
    article = make_article(status="approved")
    path = article.get_absolute_url()
    assert client.get(path).status_code == 404
    publishing.publish(article, by=editor)
    assert client.get(path).status_code == 200


def test_search_is_not_kept(client, kept, rendered):
    make_article()
    client.get("/search/?q=جسر")
    client.get("/search.json?q=جسر")
    assert (rendered, memory.size) == ([], 0)


def test_what_was_made_for_somebody_is_not_kept(client, kept, monkeypatch):
    """Should a page ever ask who reads it, its answer varies, and is nobody else's."""
    monkeypatch.setattr(
        "articles.views.pages.render", lambda request, *_: HttpResponse(request.session.get("x"))
    )
    response = client.get("/")
    assert "Vary" in response
    assert memory.size == 0


def test_previews_of_drafts_and_signed_in_people_leave_nothing_behind(client, kept, rendered):
    room = Newsroom()
    client.force_login(room.boss)
    preview = client.get(reverse("admin:articles_article_preview", args=[room.draft.pk]))
    assert room.draft.headline in preview.content.decode()
    assert (rendered, memory.size) == ([], 0)
    signed_in = client.get("/").content
    forget_memory()
    assert Client().get("/").content == signed_in


def test_what_is_scheduled_appears_on_time_though_pages_are_kept(client, store, editor):
    lists, scheduled = ["/", "/feeds/latest.rss", reverse("keyword", args=["جسور"])], []
    make_article()

    def schedule(moment):
        scheduled[:] = [publishing.schedule(make_article(status="approved"), at=moment, by=editor)]

    def look():
        return [client.get(path) for path in [*lists, scheduled[0].get_absolute_url()]]

    client.get("/")
    moment, [*before, page] = looked_before(schedule, look)
    [article] = scheduled
    assert not any(article.headline in response.content.decode() for response in before)
    assert page.status_code == 404
    wait_until(moment)
    for path, earlier in zip(lists, before, strict=True):
        response = client.get(path, headers={"If-None-Match": earlier["ETag"]})
        assert article.headline in response.content.decode()
    assert client.get(article.get_absolute_url()).status_code == 200


def ends_by_itself(client, rendered, set_moment):
    """Say whether the front page is kept until a moment, and another after it."""

    def look():
        rendered.clear()
        return [client.get("/").content for _twice in range(2)]

    moment, (before, again) = looked_before(set_moment, look)
    wait_until(moment)
    return client.get("/").content != before == again and rendered == ["/", "/"]


@pytest.mark.parametrize("field", ["embargo_until", "breaking_until"])
def test_no_page_outlives_an_embargo_or_the_end_of_breaking_news(client, kept, field, rendered):
    article = Article.objects.filter(pk=make_article().pk)
    assert ends_by_itself(client, rendered, lambda moment: article.update(**{field: moment}))


@pytest.mark.parametrize("field", ["from_at", "until_at"])
def test_no_page_outlives_the_moment_at_which_a_placed_article_comes_or_goes(client, kept, field, rendered):
    older, _newer = make_article(published_at="2024-01-01"), make_article(published_at="2024-02-01")
    boss, number = make_user(is_superuser=True), itertools.count()

    def place(moment):
        arrange(None, [Placed("lead", older.pk, **{field: moment})], seen=next(number), by=boss)

    assert ends_by_itself(client, rendered, place)


def test_no_page_outlives_the_day_with_which_rights_end(client, kept):
    client.get("/")
    [entry] = [memory.get(key) for key in list(memory._once)]
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert entry.until == midnight.timestamp()


def crowd(size, path="/"):
    """Ask for one page from many threads at once, each with its connection."""
    start, answers = threading.Barrier(size), []

    def ask():
        try:
            start.wait(10)
            answers.append(Client().get(path))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _number in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.fixture
def slowly(monkeypatch, rendered):
    """Let each rendering take a while."""
    make = serving._make
    monkeypatch.setattr(serving, "_make", lambda *given: (time.sleep(0.3), make(*given))[1])
    return rendered


@pytest.mark.django_db(transaction=True)
def test_a_crowd_on_a_page_makes_one_rendering(store, slowly, editor):
    article = make_article()
    answers = crowd(12)
    assert len(answers) == 12
    assert {one.status_code for one in answers} == {200}
    assert slowly == ["/"]
    publishing.unpublish(article, by=editor, note="خطأ")
    assert all(article.headline not in one.content.decode() for one in crowd(12))
    assert slowly == ["/", "/"]


@pytest.mark.django_db(transaction=True)
def test_a_crowd_on_a_missing_page_does_not_queue(store, slowly, monkeypatch):
    make, inside, at_once = serving._make, [], []

    def make_counted(*given):
        inside.append(given)
        at_once.append(len(inside))
        try:
            return make(*given)
        finally:
            inside.pop()

    monkeypatch.setattr(serving, "_make", make_counted)
    assert {one.status_code for one in crowd(6, "/articles/999/x/")} == {404}
    assert max(at_once) > 1


@pytest.mark.django_db(transaction=True)
def test_who_fails_to_make_a_page_is_followed_by_another(kept, monkeypatch):
    make, tried = serving._make, []

    def fail_first(*given):
        tried.append(1)
        if len(tried) == 1:
            time.sleep(0.2)
            raise RuntimeError
        return make(*given)

    monkeypatch.setattr(serving, "_make", fail_first)
    monkeypatch.setattr(Client, "raise_request_exception", False, raising=False)
    codes = []

    def ask():
        try:
            codes.append(Client(raise_request_exception=False).get("/").status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(codes) == [200, 200, 500]


@needs_redis
def test_a_process_that_dies_while_it_makes_a_page_is_replaced(client, in_redis, monkeypatch, rendered):
    monkeypatch.setattr(shared_module, "TURN_MILLISECONDS", 400)
    make_article()
    assert shared().take_turn("http? /")  # and then the process is gone
    start = time.monotonic()
    assert client.get("/").status_code == 200
    assert 0.3 < time.monotonic() - start < serving.PATIENCE_SECONDS
    assert rendered == ["/"]


@needs_redis
def test_only_the_holder_of_a_turn_gives_it_back(in_redis):
    token = shared().take_turn("a")
    shared().give_back("a", "another")
    assert shared().take_turn("a") is None
    shared().give_back("a", token)
    assert shared().take_turn("a")


def test_pages_are_served_where_redis_is_down(client, kept, settings, rendered):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    make_article()
    start = time.monotonic()
    for _turn in range(3):
        assert client.get("/").status_code == 200
    assert rendered == ["/"]
    forget_memory()
    assert client.get("/").status_code == 200
    assert time.monotonic() - start < serving.PATIENCE_SECONDS


@needs_redis
def test_a_broken_entry_counts_as_none(client, in_redis, rendered):
    make_article()
    client.get("/")
    [name] = in_redis.scan_iter(f"newsroom:page:{shared_module.build()}:*")
    in_redis.set(name, b"not an entry")
    forget_memory()
    assert client.get("/").status_code == 200
    assert rendered == ["/", "/"]


def entry(size, until=9e12):
    return Entry(b"x" * size, {}, {}, until, 'W/"1"')


def test_memory_is_bounded_and_a_flood_throws_out_its_like_only(settings):
    settings.PAGE_CACHE_BYTES = 100_000
    kept = Memory()
    kept.put("good", entry(1000))
    assert kept.get("good")
    for number in range(1000):
        kept.put(f"flood-{number}", entry(1000))
    assert kept.get("good")
    assert kept.get("flood-0") is None
    assert kept.size <= settings.PAGE_CACHE_BYTES


def test_memory_stays_bounded_where_everything_is_asked_for_twice(settings):
    settings.PAGE_CACHE_BYTES = 100_000
    kept = Memory()
    for number in range(200):
        kept.put(f"page-{number}", entry(1000))
        kept.get(f"page-{number}")
        kept.put(f"page-{number}", entry(2000))
    kept.put("last", entry(1000))
    assert kept.size <= settings.PAGE_CACHE_BYTES


def test_pages_that_a_shared_cache_may_keep_name_their_keys_and_an_end(client, kept, settings, editor):
    settings.CDN_PURGE_URL = "https://cdn.example/purge"
    article = make_article()
    response = client.get("/")
    assert "max-age=0" in response["Cache-Control"]
    assert "s-maxage=" in response["Cache-Control"]
    assert "home" in response["Surrogate-Key"].split()
    soon = make_article(status="approved")
    publishing.schedule(soon, at=timezone.now() + timedelta(seconds=100), by=editor)
    policy = client.get(article.get_absolute_url())["Cache-Control"]
    seconds = int(policy.split("s-maxage=")[1].split(",")[0])
    assert 95 < seconds <= 100
    assert "stale-while-revalidate" not in policy
