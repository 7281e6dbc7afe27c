"""The cache: do all processes share it, and does it let go of what is old."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.doctor.findings import Check, Finding, error, ok, warning

SECONDS = 8
READ = "import sys; from django.core.cache import cache; sys.stdout.write(cache.get(sys.argv[1]) or '')"
LOCAL = "django.core.cache.backends.locmem.LocMemCache"


def find_shared() -> Iterator[Finding]:
    """Write here and read in another process."""
    if settings.CACHES["default"]["BACKEND"] == LOCAL:
        yield warning(
            _("CACHE_URL is not set: each process keeps pages and counts visitors for itself alone."),
            _("Where more than one process serves, set CACHE_URL=redis://127.0.0.1:6379/0."),
        )
        return
    try:
        is_shared = _is_read_elsewhere()
    except redis.RedisError as failure:
        yield error(
            _("The cache at %(place)s does not answer: %(error)s") % {"place": place(), "error": failure},
            _("Start Redis, or correct CACHE_URL. Pages stand without it, but are slower."),
        )
        return
    if is_shared:
        yield ok(_("What one process writes to %(place)s another reads.") % {"place": place()})
    else:
        yield error(
            _("What one process writes to the cache at %(place)s another does not read.")
            % {"place": place()},
            _("Give every process the same CACHE_URL, and Redis more memory: it may throw all out at once."),
        )


def place() -> str:
    """Name the cache without the user and password that CACHE_URL may hold."""
    parts = urlsplit(settings.CACHE_URL)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _is_read_elsewhere() -> bool:
    name, value = f"doctor:{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(name, value, 60)
    try:
        done = subprocess.run(
            [sys.executable, "-c", READ, name],
            capture_output=True, text=True, timeout=SECONDS, check=False, cwd=settings.BASE_DIR,
        )  # fmt: skip
    finally:
        cache.delete(name)
    return done.stdout == value


def find_memory() -> Iterator[Finding]:
    """Ask Redis whether its memory is bounded, and what it does when that is full."""
    if settings.CACHES["default"]["BACKEND"] == LOCAL:
        return
    told = _memory()
    most, policy = int(told.get("maxmemory", 0)), told.get("maxmemory_policy", "")
    hint = _("In redis.conf: maxmemory 512mb and maxmemory-policy allkeys-lru.")
    if not most:
        yield warning(
            _("Redis at %(place)s has no maxmemory: kept pages may fill the machine.") % _named(), hint
        )
    elif policy.startswith("volatile-"):
        yield warning(
            _(
                "Redis at %(place)s lets go only of what has an end when it is full (maxmemory-policy"
                " %(policy)s); where nothing of that kind is left it refuses to write."
            )
            % {**_named(), "policy": policy},
            hint,
        )
    elif not policy.startswith("allkeys-"):
        yield warning(
            _("Redis at %(place)s refuses to write when it is full (maxmemory-policy %(policy)s).")
            % {**_named(), "policy": policy},
            hint,
        )
    else:
        yield ok(_("Redis keeps to %(size)s MB and lets go of what is old.") % {"size": most // 1024**2})


def _named() -> dict[str, str]:
    return {"place": place()}


def _memory() -> dict[str, Any]:
    client = redis.Redis.from_url(settings.CACHE_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    try:
        found: dict[str, Any] = client.info("memory")
    except redis.RedisError:  # told by the check before
        return {"maxmemory": 1, "maxmemory_policy": "allkeys-"}
    finally:
        client.close()
    return found


CHECKS = (
    Check("cache", gettext_lazy("Shared cache"), find_shared),
    Check("cache_memory", gettext_lazy("Memory of the cache"), find_memory),
)
