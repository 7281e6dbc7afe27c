"""What the doctor says of the secret, the hosts and DEBUG."""

import pytest
from django.core.checks import Warning as DjangoWarning

from newsroom import environment
from newsroom.doctor import security
from tests.newsroom.doctor.asking import errors, found, is_well, warnings

STRONG = "".join(f"{number:x}-" for number in range(60))


@pytest.fixture(autouse=True)
def production(settings, monkeypatch):
    monkeypatch.setattr(environment, "supplied", set())
    monkeypatch.setattr(security.database, "is_embedded", lambda: False)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS, settings.DEBUG = STRONG, [], False
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://news.example.org", ["news.example.org"]


def test_a_good_deployment_is_well():
    for find in (security.find_secret, security.find_debug, security.find_hosts):
        assert is_well(find), found(find)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("short-9f8e7d6c", "14 characters of 50"),
        ("ab" * 40, "repeats"),
        ("django-insecure-" + STRONG, "begins with"),
        ("please-ChangeMe-" + STRONG, "well-known"),
        (
            environment.secret_key(debug=True) if not environment.text("SECRET_KEY") else "development" * 6,
            "well-known",
        ),
    ],
)
def test_a_weak_key_is_told_and_never_shown(settings, key, why):
    settings.SECRET_KEY = key
    finding = next(iter(security.find_secret()))
    assert why in errors(security.find_secret)[0]
    assert finding.id == "security.W009"
    assert key not in f"{finding.message} {finding.hint}"


def test_a_weak_earlier_key_is_told_by_its_place(settings):
    settings.SECRET_KEY_FALLBACKS = [STRONG, "short"]
    assert "key 2 of SECRET_KEY_FALLBACKS" in warnings(security.find_secret)[0]


def test_debug_is_told(settings):
    settings.DEBUG = True
    assert "DEBUG is on" in errors(security.find_debug)[0]


@pytest.mark.parametrize(
    ("hosts", "told"),
    [
        ([], "empty"),
        (["*"], "“*”"),
        (["other.example.org"], "news.example.org, is not in ALLOWED_HOSTS: other"),
    ],
)
def test_hosts_that_let_all_or_not_even_ourselves_in_are_told(settings, hosts, told):
    settings.ALLOWED_HOSTS = hosts
    assert told in errors(security.find_hosts)[0]


def test_a_host_may_be_allowed_by_its_domain(settings):
    settings.ALLOWED_HOSTS = [".example.org"]
    assert is_well(security.find_hosts)


def test_what_the_command_was_lent_is_told_where_a_server_is_named(monkeypatch):
    monkeypatch.setattr(environment, "supplied", {"SECRET_KEY", "ALLOWED_HOSTS"})
    assert "SECRET_KEY is not set" in errors(security.find_secret)[0]
    assert "ALLOWED_HOSTS is not set" in errors(security.find_hosts)[0]
    monkeypatch.setattr(security.database, "is_embedded", lambda: True)  # the newsroom of `make run`
    assert is_well(security.find_secret)


def test_django_is_heard_on_the_rest_in_its_own_words(monkeypatch):
    told = [
        DjangoWarning("said already", id="security.W009"),
        DjangoWarning("a window is open", id="security.W019"),
    ]
    monkeypatch.setattr(security, "run_checks", lambda **options: told)
    assert warnings(security.find_django) == ["a window is open"]
    monkeypatch.setattr(security, "run_checks", lambda **options: told[:1])
    assert is_well(security.find_django)
