"""No answer tells which versions of server, framework and language stand behind it, nor shows their faults."""

import http.client
import platform
import re

import django
import pytest
from django.contrib.staticfiles.finders import get_finders
from django.db import connection
from django.test import Client
from django.urls import path, reverse

from newsroom import urls
from tests.articles.caching.test_two_processes import Server
from tests.factories import make_article, make_user

PARTS = (
    "django|python|gunicorn|nginx|whitenoise|postgres(?:ql)?|psycopg|redis|openssl|wsgiserver|procrastinate"
)
# «Python/3.11.7», «Django 5.2», «django-5.2.1», «WSGIServer/0.2»
VERSION = re.compile(rf"\b(?:{PARTS})\b[/ v@=:-]{{0,3}}\d+\.\d", re.IGNORECASE)
OWN = re.compile("|".join(map(re.escape, {django.get_version(), platform.python_version()})))
TELLING = ("X-Powered-By", "X-Generator", "X-Django-Version", "X-Runtime", "Via")


def break_down(request):
    raise RuntimeError("never told")


urlpatterns = [path("broken/", break_down), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def assert_tells_no_version(told):
    assert VERSION.findall(told) == []
    assert OWN.findall(told) == []


def whole(response):
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{head}\n\n{response.getvalue().decode('utf-8', 'replace')}"


@pytest.mark.parametrize(
    "told", ["Python/3.11.7", "Django 5.2", "django-5.2.1", "PostgreSQL 18.1", "gunicorn/23.0.0"]
)
def test_a_version_would_be_found(told):
    with pytest.raises(AssertionError):
        assert_tells_no_version(f"Server: {told}")


@pytest.fixture
def answers(db):
    """Ask for one of each kind: (status, answer)."""
    article, person = make_article(), make_user("reporter", group="reporter")
    desk, stranger = Client(), Client(raise_request_exception=False)
    desk.force_login(person)
    asked = [
        (200, stranger, address)
        for address in (
            "/", article.get_absolute_url(), "/search/?q=جسر", "/search.json?q=جسر", "/feeds/latest.rss",
            "/feeds/latest.atom", "/feeds/latest.json", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz",
            f"/articles/{article.pk}.json", "/admin/login/",
        )
    ]  # fmt: skip
    asked += [(404, stranger, "/none/"), (404, stranger, "/media/none"), (500, stranger, "/broken/")]
    asked += [
        (404, stranger, "/static/none"),
        (404, stranger, "/metrics"),
        (404, stranger, "/articles/9.json"),
    ]
    asked += [(200, desk, "/admin/"), (200, desk, "/admin/account/"), (404, desk, "/admin/none/")]
    asked += [(403, desk, reverse("admin:newsroom_user_changelist"))]
    found = [(status, client.get(address)) for status, client, address in asked]
    found.append((400, stranger.get("/", headers={"host": "evil.example"})))
    found.append((405, stranger.post("/search.json")))
    found.append((403, Client(enforce_csrf_checks=True).post("/admin/login/", {})))
    return found


@pytest.mark.urls("tests.security.test_versions")
def test_no_page_and_no_error_tells_versions_or_shows_its_fault(answers):
    for status, answer in answers:
        assert answer.status_code == status
        assert_tells_no_version(whole(answer))
        assert not any(name in answer for name in TELLING)
        assert not any(
            part in whole(answer) for part in ("Traceback", "never told", "RuntimeError", "DEBUG = ")
        )


def test_no_static_file_tells_of_what_serves_it():
    found = 0
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                assert_tells_no_version(file.read().decode("utf-8", "replace"))
            found += 1
    assert found > 100


@pytest.mark.django_db
def test_the_web_server_tells_its_name_alone():
    connection.ensure_connection()  # its database is there
    server = Server("")
    try:
        server.wait()
        for address in ("/healthz", "/none\x00", "/static/none"):
            asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            asked._validate_path = lambda _path: None  # what no client should send
            asked.request("GET", address, headers={"Host": "testserver"})
            answer = asked.getresponse()
            assert_tells_no_version(f"{answer.headers}\n{answer.read().decode('utf-8', 'replace')}")
            asked.close()
    finally:
        server.stop()
