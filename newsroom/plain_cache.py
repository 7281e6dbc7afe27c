"""The shared cache of counts: nothing that Redis gives back can run, whoever wrote it there.

Django would pickle what is no number, and run what it reads.
"""

import json
from typing import Any


class PlainValues:
    """Write values as JSON; a number is bare, so that Redis counts with it."""

    def dumps(self, value: Any) -> int | bytes:
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """Take what is no JSON, such as a pickle of an earlier version, for nothing."""
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            return None


def cache_in(address: str) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address,
        "OPTIONS": {
            "socket_timeout": 0.5, "socket_connect_timeout": 0.5,
            "serializer": "newsroom.plain_cache.PlainValues",
        },
    }  # fmt: skip
