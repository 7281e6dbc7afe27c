import pytest
import redis

from articles.caching import serving
from articles.caching import shared as shared_module

REDIS = "redis://127.0.0.1:6379/15"


def redis_answers():
    try:
        return redis.Redis.from_url(REDIS, socket_connect_timeout=0.5).ping()
    except redis.RedisError:
        return False


HAS_REDIS = redis_answers()
needs_redis = pytest.mark.skipif(not HAS_REDIS, reason="no Redis answers on 127.0.0.1:6379")


@pytest.fixture
def kept(settings):
    """Keep pages in this process, and look for changes with every request."""
    settings.PAGE_CACHE, settings.PAGE_VERSIONS_SECONDS = True, 0
    settings.FOLLOW_CALENDAR = True
    serving.forget_all()
    yield
    serving.forget_all()


@pytest.fixture
def in_redis(kept, settings, monkeypatch, tmp_path):
    """Keep pages in Redis too, under a name of this test's own."""
    settings.CACHE_URL = REDIS
    monkeypatch.setattr(shared_module, "build", lambda: tmp_path.name)
    yield redis.Redis.from_url(REDIS)
    client = redis.Redis.from_url(REDIS)
    for name in client.scan_iter(f"newsroom:*:{tmp_path.name}:*"):
        client.delete(name)


@pytest.fixture
def rendered(monkeypatch):
    """Count the pages that are made, by path."""
    made = []
    make = serving._make
    monkeypatch.setattr(serving, "_make", lambda *given: (made.append(given[2].path_info), make(*given))[1])
    return made
