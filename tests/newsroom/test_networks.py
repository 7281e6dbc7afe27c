from uuid import uuid4

import pytest
from django.core.cache import cache

from newsroom import networks
from newsroom.networks import is_flood, is_within_bound, network_of
from newsroom.plain_cache import cache_in
from tests.articles.caching.conftest import REDIS, needs_redis


@pytest.fixture(autouse=True)
def empty():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        # The same reader by a socket that speaks both.
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_an_address_is_known_by_its_network(address, network):
    assert network_of(address) == network


def test_a_network_is_bounded_by_purpose_and_others_are_not():
    assert [is_within_bound(f"192.0.2.{host}", "reads", most=2) for host in (1, 2, 3)] == [True, True, False]
    assert is_within_bound("192.0.2.1", "letters", most=2)
    assert is_within_bound("192.0.3.1", "reads", most=2)


def test_the_next_hour_begins_anew_under_another_key(monkeypatch):
    monkeypatch.setattr(networks.time, "time", lambda: 7200.0)
    assert is_within_bound("192.0.2.1", "reads", most=1)
    first = networks._name(2, "reads 192.0.2.0/24")
    assert not is_within_bound("192.0.2.1", "reads", most=1)
    monkeypatch.setattr(networks.time, "time", lambda: 10800.0)
    assert is_within_bound("192.0.2.1", "reads", most=1)
    assert networks._name(3, "reads 192.0.2.0/24").split(":")[2] != first.split(":")[2]


def test_nothing_in_the_cache_names_an_address():
    is_within_bound("192.0.2.7", "reads", most=1)
    assert cache._cache
    assert not any("192.0" in name for name in cache._cache)
    assert not any(b"192.0" in value for value in cache._cache.values())


def in_redis(address):
    return {"default": cache_in(address)}


@needs_redis
def test_newsrooms_that_share_a_redis_count_apart(settings):
    settings.CACHES = in_redis(REDIS)
    settings.SITE_URL = f"https://{uuid4()}.example"  # what others count there stays
    assert [is_within_bound("192.0.2.1", "reads", most=2) for _time in range(3)] == [True, True, False]
    settings.SITE_URL = f"https://{uuid4()}.example"
    assert is_within_bound("192.0.2.1", "reads", most=2)


def test_a_cache_that_fails_lets_nothing_pass(settings, caplog):
    settings.CACHES = in_redis("redis://127.0.0.1:1/0")
    assert not is_within_bound("192.0.2.1", "reads", most=1)
    assert "does not answer" in caplog.text


def test_a_flood_is_told_by_the_minute_and_by_the_address(monkeypatch):
    monkeypatch.setattr(networks.time, "time", lambda: 7200.0)
    assert [is_flood("192.0.2.1", "searches", most=2) for _ask in range(3)] == [False, False, True]
    assert not is_flood("192.0.2.2", "searches", most=2)
    assert is_flood("192.0.2.1", "searches", most=2)
    monkeypatch.setattr(networks.time, "time", lambda: 7260.0)
    assert not is_flood("192.0.2.1", "searches", most=2)


def test_the_machines_of_a_house_are_one_in_the_sixth_version():
    assert not is_flood("2001:db8:1:2::3", "searches", most=1)
    assert is_flood("2001:db8:1:7::9", "searches", most=1)
    assert not is_flood("2001:db8:1:200::9", "searches", most=1)


def test_readers_search_on_uncounted_where_the_cache_fails(settings, caplog):
    settings.CACHES = in_redis("redis://127.0.0.1:1/0")
    assert not is_flood("192.0.2.1", "searches", most=0)
    assert "does not answer" in caplog.text
