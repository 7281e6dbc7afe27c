import threading

import psycopg
import pytest
from django.db import connection
from django.test import override_settings

from newsroom import probes, readiness
from newsroom.plain_cache import cache_in


def test_health_asks_nothing_of_the_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_nothing_around_the_answers_asks_the_database_either(client, ready, settings, monkeypatch):
    """The words of the analyser are asked for with each request, of pages at least."""
    settings.WORDS_SECONDS = -1
    monkeypatch.setattr(readiness, "ask_database", lambda _alias: readiness.Found(True, True, 1))
    queries = []

    def note(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for address in ("/healthz", "/readyz"):
            client.get(address)
        assert queries == []
        client.get("/robots.txt")
    assert queries


@pytest.fixture
def ready():
    """Let each question be asked anew."""
    readiness.forget()
    yield
    readiness.forget()


def parts_of(response):
    first, *lines = response.content.decode().splitlines()
    return first, dict(line.split(": ") for line in lines)


@pytest.mark.django_db
def test_ready_means_that_pages_can_be_served(client, ready, django_assert_num_queries):
    with django_assert_num_queries(0):  # of a page's own connection: two over another
        response = client.get("/readyz")
    assert response.status_code == 200
    assert parts_of(response) == ("degraded", {
        "database": "ok", "migrations": "ok", "cache": "none", "media": "ok", "worker": "silent",
    })  # fmt: skip


def test_all_parts_well_is_one_word(client, ready, monkeypatch):
    monkeypatch.setattr(readiness, "ask_database", lambda _alias: readiness.Found(True, True, 1))
    assert client.get("/readyz").content.decode().startswith("ok\n")


def test_a_database_that_is_down_is_not_ready(client, ready, monkeypatch):
    def refuse(_alias):
        raise psycopg.OperationalError("connection to server at 192.0.2.7 refused for newsroom")

    monkeypatch.setattr(readiness, "ask_database", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response["Cache-Control"].split(",")[0]) == (503, "max-age=0")
    assert parts_of(response)[0] == "unavailable"
    assert parts_of(response)[1]["database"] == "no answer"
    assert b"192.0.2.7" not in response.content


def test_migrations_that_are_missing_are_not_ready(client, ready, monkeypatch):
    monkeypatch.setattr(readiness, "ask_database", lambda _alias: readiness.Found(True, False, 1))
    response = client.get("/readyz")
    assert (response.status_code, parts_of(response)[1]["migrations"]) == (503, "missing")


def test_a_database_that_never_answers_holds_nobody_and_is_asked_once(client, ready, monkeypatch):
    asked, let_go = [], threading.Event()

    def hang(_alias):
        asked.append(1)
        let_go.wait(30)
        return readiness.Found(True, True, 1)

    monkeypatch.setattr(readiness, "ask_database", hang)
    monkeypatch.setattr(readiness, "LIMIT", 0.05)
    try:
        assert [client.get("/readyz").status_code for _turn in range(3)] == [503] * 3
        assert asked == [1]
    finally:
        let_go.set()


@pytest.mark.parametrize(
    ("name", "found", "part"),
    [
        ("cache_answers", False, ("cache", "no answer")),
        ("is_media_writable", False, ("media", "not writable")),
    ],
)
def test_what_pages_can_do_without_is_named_and_stops_nothing(client, ready, monkeypatch, name, found, part):
    monkeypatch.setattr(readiness, "ask_database", lambda _alias: readiness.Found(True, True, 1))
    monkeypatch.setattr(probes, name, lambda: found)
    response = client.get("/readyz")
    assert (response.status_code, parts_of(response)[0]) == (200, "degraded")
    assert part in parts_of(response)[1].items()


def test_a_cache_that_is_gone_is_noticed(settings):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": cache_in(settings.CACHE_URL)}
    assert probes.cache_answers() is False


@override_settings(DEBUG=False)
def test_robots_stay_out_of_the_desk_and_the_search(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {
        "Disallow: /admin/",
        "Disallow: /search/?",
        "Disallow: /search.json",
        "Sitemap: http://testserver/sitemap.xml",
        "Sitemap: http://testserver/news-sitemap.xml",
    } <= set(lines)


@override_settings(DEBUG=True)
def test_robots_stay_out_of_a_site_in_development(client):
    assert "Disallow: /" in client.get("/robots.txt").content.decode().splitlines()


@pytest.fixture
def media(tmp_path, monkeypatch, settings):
    """Serve media from a folder of this test, beside a secret."""
    folder = tmp_path / "media"
    folder.mkdir()
    (tmp_path / "secret_key").write_text("the key")
    settings.MEDIA_ROOT = folder
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["../secret_key", "%2e%2e/secret_key", "..%2fsecret_key", "/etc/passwd", ""])
def test_media_never_leaves_its_folder(client, media, path):
    assert client.get(f"/media/{path}").status_code in (400, 404)


@pytest.mark.django_db
def test_media_is_never_taken_for_a_page(client, media):
    (media / "a.txt").write_text("<script>")
    response = client.get("/media/a.txt")
    assert (response.status_code, response["X-Content-Type-Options"]) == (200, "nosniff")
    b"".join(response.streaming_content)
    response.close()
