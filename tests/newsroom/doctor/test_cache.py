"""What the doctor says of the cache."""

import pytest

from newsroom.doctor import cache
from newsroom.plain_cache import cache_in
from tests.articles.caching.conftest import REDIS, needs_redis
from tests.newsroom.doctor.asking import errors, found, is_well, warnings


@pytest.fixture
def in_redis(settings, monkeypatch):
    """Point this process at one Redis, and the processes it starts at another."""

    def point(url, *, others=None):
        settings.CACHE_URL = url
        settings.CACHES = {"default": cache_in(url)}
        environ = {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "CACHE_URL": others or url,
        }  # fmt: skip
        for name, value in environ.items():
            monkeypatch.setenv(name, value)

    return point


def test_memory_of_a_process_is_told():
    assert "CACHE_URL is not set" in warnings(cache.find_shared)[0]
    assert found(cache.find_memory) == []


@needs_redis
def test_what_is_written_is_read_in_another_process(in_redis):
    in_redis(REDIS)
    assert is_well(cache.find_shared), found(cache.find_shared)


@needs_redis
def test_processes_that_do_not_share_are_told(in_redis):
    in_redis(REDIS, others=REDIS.replace("/15", "/14"))
    assert "another does not read" in errors(cache.find_shared)[0]


def test_a_redis_that_is_gone_is_told_without_its_password(in_redis):
    in_redis("redis://:hush-hush@127.0.0.1:1/0")
    message = errors(cache.find_shared)[0]
    assert "redis://127.0.0.1:1/0 does not answer" in message
    assert "hush" not in message
    assert is_well(cache.find_memory) or found(cache.find_memory) == []


@pytest.mark.parametrize(
    ("most", "policy", "told"),
    [
        (0, "noeviction", "no maxmemory"),
        (10**8, "noeviction", "refuses to write"),
        (10**8, "volatile-lru", "lets go only of what has an end"),
        (10**8, "volatile-ttl", "lets go only of what has an end"),
    ],
)
def test_a_redis_that_fills_up_is_told(in_redis, monkeypatch, most, policy, told):
    in_redis(REDIS)
    monkeypatch.setattr(cache, "_memory", lambda: {"maxmemory": most, "maxmemory_policy": policy})
    assert told in warnings(cache.find_memory)[0]


def test_a_redis_that_lets_go_of_what_is_old_is_well(in_redis, monkeypatch):
    in_redis(REDIS)
    monkeypatch.setattr(cache, "_memory", lambda: {"maxmemory": 2**29, "maxmemory_policy": "allkeys-lru"})
    assert "512 MB" in found(cache.find_memory)[0][1]
