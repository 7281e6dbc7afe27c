"""What the shared cache gives back is data, whoever wrote it."""

import ast
import pickle
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from django.core.cache import cache

from newsroom.networks import is_within_bound
from newsroom.plain_cache import PlainValues, cache_in
from tests.articles.caching.conftest import REDIS, needs_redis

ROOT = Path(__file__).resolve().parents[2]
RAN = []


class Attack:
    """A value that runs as it is read."""

    def __reduce__(self):
        return RAN.append, ("ran",)


@pytest.mark.parametrize("value", [0, 7, "مفتاح", "5", None, True, [1, "x"], {"a": 1}])
def test_a_value_comes_back_as_it_was(value):
    written = PlainValues().dumps(value)
    read = str(written).encode() if isinstance(written, int) else written
    assert PlainValues().loads(read) == value


@pytest.mark.parametrize("data", [pickle.dumps(Attack()), b"", b"\x80", b"{", b"[" * 100_000])
def test_what_is_no_json_is_nothing_and_does_not_run(data):
    assert PlainValues().loads(data) is None
    assert RAN == []


@needs_redis
def test_what_others_write_into_redis_does_not_run(settings):
    settings.CACHES = {"default": cache_in(REDIS)}
    name = uuid4().hex
    client = redis.Redis.from_url(REDIS)
    client.set(cache.make_key(name), pickle.dumps(Attack()), ex=60)
    assert cache.get(name) is None
    assert RAN == []


@needs_redis
def test_counts_are_kept_there_as_numbers_and_the_key_of_an_hour_as_text(settings):
    settings.CACHES, settings.SITE_URL = {"default": cache_in(REDIS)}, f"https://{uuid4()}.example"
    assert [is_within_bound("192.0.2.1", "reads", most=2) for _time in range(3)] == [True, True, False]


@pytest.mark.parametrize("package", ["newsroom", "articles", "tags"])
def test_no_module_of_ours_reads_what_could_run(package):
    found = {
        (path.name, name)
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (getattr(node, "module", None), *(alias.name for alias in node.names))
        if name in {"pickle", "marshal", "shelve", "dill", "yaml", "joblib"}
    }
    assert found == set()
