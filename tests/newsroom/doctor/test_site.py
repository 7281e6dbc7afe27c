"""What the doctor says of the site as readers come to it."""

import pytest

from newsroom.doctor import site
from tests.newsroom.doctor.asking import errors, found, is_well, warnings
from tests.servers import served

pytestmark = pytest.mark.django_db


@pytest.fixture
def front(settings):
    """Stand where the proxy stands."""
    with served() as server:
        settings.SITE_URL = server.url("")
        yield server


def test_a_site_that_answers_is_well(front):
    front.show(b"ok\n", "/healthz")
    assert is_well(site.find_answer), found(site.find_answer)


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (502, "bad gateway", "cannot reach the newsroom (502)"),
        (400, "", "another Host than ALLOWED_HOSTS"),
        (404, "", "something else (404)"),
        (200, "welcome to nginx", "something else (200)"),
    ],
)
def test_an_answer_that_is_not_ours_is_told(front, status, body, told):
    front.show(body, "/healthz", status=status)
    assert told in errors(site.find_answer)[0]


def test_a_proxy_that_is_not_believed_is_seen_by_the_circle_it_makes(front):
    front.show(b"ok\n", "/healthz")
    for location in (front.url("/robots.txt"), "http://127.0.0.1/robots.txt"):  # with the port, and without
        front.show("", "/robots.txt", status=301, Location=location)
        assert "sent to itself for ever" in errors(site.find_answer)[0]


def test_an_address_that_leads_elsewhere_is_told_with_where(front):
    front.show("", "/healthz", status=301, Location="https://www.example.org/healthz")
    assert "leads to https://www.example.org/healthz" in errors(site.find_answer)[0]


def test_a_site_that_is_down_is_told(settings):
    settings.SITE_URL = "http://127.0.0.1:1"
    assert "http://127.0.0.1:1/healthz does not answer" in errors(site.find_answer)[0]


def test_a_site_that_says_nothing_is_not_waited_for(front, monkeypatch):
    monkeypatch.setattr(site, "SECONDS", 0.2)
    front.pages["/healthz"] = lambda handler: handler.rfile.read(1)
    assert "does not answer" in errors(site.find_answer)[0]


@pytest.mark.parametrize(
    ("url", "is_https", "level", "told"),
    [
        ("http://127.0.0.1:8000", False, warnings, "nobody but this machine"),
        ("http://localhost", False, warnings, "nobody but this machine"),
        ("http://news.example.org", False, errors, "travel openly"),
    ],
)
def test_an_address_that_is_not_public_or_not_safe_is_told(settings, url, is_https, level, told):
    settings.SITE_URL, settings.IS_HTTPS = url, is_https
    assert told in level(site.find_address)[0]


@pytest.mark.parametrize("entry", ["0.0.0.0/0", "::/0"])
def test_to_believe_the_whole_world_is_told(settings, entry):
    settings.TRUSTED_PROXIES = ["127.0.0.1", entry]
    assert f"holds {entry}" in errors(site.find_proxies)[0]


def test_https_without_a_proxy_that_is_believed_is_told(settings):
    settings.IS_HTTPS, settings.TRUSTED_PROXIES = True, []
    assert "names nobody" in warnings(site.find_proxies)[0]


def test_a_proxy_that_passes_on_what_readers_claim_is_told(front, settings):
    settings.IS_HTTPS, settings.TRUSTED_PROXIES = True, ["127.0.0.1"]
    front.show("", "/robots.txt")
    assert is_well(site.find_proxies), found(site.find_proxies)
    front.pages["/robots.txt"] = answer_by_claim
    assert "X-Forwarded-Proto" in errors(site.find_proxies)[0]


def answer_by_claim(handler):
    handler.send_response(301 if handler.headers.get("X-Forwarded-Proto") == "http" else 200)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def test_what_the_doctor_judges_by_is_sent_to_tls_and_what_machines_ask_is_not(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(site.PAGE).status_code == 301
    assert client.get(site.HEALTH).status_code == 200
