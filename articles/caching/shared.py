"""Pages kept in Redis for all processes, and one rendering of a page at a time among them.

Where Redis does not answer, every process goes on by itself, and asks again a little later.
"""

import logging
import secrets
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import redis
from django.conf import settings

from articles.caching.build import build
from articles.caching.entries import Entry
from newsroom import clock

# Longer than any page takes: whoever died while making one is replaced then.
TURN_MILLISECONDS = 5000
_TIMEOUT_SECONDS, _PAUSE_SECONDS = 0.5, 5.0
_MOST_SECONDS = 24 * 3600
_ROOT = "newsroom"
_GIVE_BACK = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"
logger = logging.getLogger(__name__)


class Shared:
    """The cache at an address; each of its failures counts as if nothing were there."""

    def __init__(self, address: str) -> None:
        self._client = redis.Redis.from_url(
            address, socket_timeout=_TIMEOUT_SECONDS, socket_connect_timeout=_TIMEOUT_SECONDS
        )
        self._down_until = float("-inf")

    def get(self, key: str) -> Entry | None:
        packed = self._try(lambda: self._client.get(_name("page", key)))
        try:
            return Entry.loads(packed) if packed else None
        except (ValueError, TypeError):
            return None

    def put(self, key: str, entry: Entry) -> None:
        left = int(min(entry.until - clock.timestamp(), _MOST_SECONDS) * 1000)
        if left > 0:
            self._try(lambda: self._client.set(_name("page", key), entry.dumps(), px=left))

    def take_turn(self, key: str) -> str | None:
        """Return a token where nobody else is making the page, or where nobody can tell."""
        token, name = secrets.token_hex(8), _name("turn", key)
        is_mine = self._try(
            lambda: self._client.set(name, token, nx=True, px=TURN_MILLISECONDS) or False, default=True
        )
        return token if is_mine else None

    def give_back(self, key: str, token: str) -> None:
        self._try(lambda: self._client.eval(_GIVE_BACK, 1, _name("turn", key), token))

    def forget_all(self) -> None:
        """Forget the pages of all newsrooms here: after a restore the versions of before come again."""
        names = f"{_ROOT}:page:*"
        self._try(lambda: [self._client.delete(name) for name in self._client.scan_iter(names, count=1000)])

    def _try(self, work: Callable[[], Any], default: Any = None) -> Any:
        if time.monotonic() < self._down_until:
            return default
        try:
            return work()
        except redis.RedisError as error:
            logger.warning("The page cache does not answer: %s", error)
            self._down_until = time.monotonic() + _PAUSE_SECONDS
            return default


def _name(kind: str, key: str) -> str:
    return f"{_ROOT}:{kind}:{build()}:{key}"


@cache
def _at(address: str) -> Shared:
    return Shared(address)


def shared() -> Shared | None:
    return _at(settings.CACHE_URL) if settings.CACHE_URL else None
