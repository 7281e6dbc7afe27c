"""Name the database: DATABASE_URL, or the embedded PostgreSQL, which this package alone knows of.

`server` starts, shares and stops it; `programs` runs what the wheel brings. Neither imports Django.
"""

import functools
from pathlib import Path
from typing import Any

import dj_database_url

from newsroom import environment
from newsroom.environment import ConfigurationError, InvalidValue

from .programs import DatabaseUnavailable
from .server import NAME, PORT, USER, EmbeddedServer

__all__ = ["DatabaseUnavailable", "EmbeddedServer", "ensure_running", "is_embedded", "parse_url", "settings"]

SCHEMES = ("postgres://", "postgresql://")
CONNECTION = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Only `newsroom.compiled` sends what can be prepared, at its second use.
PREPARE = {"prepare_threshold": 1}
NEVER = "none"


def settings() -> dict[str, Any]:
    """Return DATABASES["default"], starting the embedded server if no DATABASE_URL names another."""
    url = environment.text("DATABASE_URL")
    if url:
        return parse_url("DATABASE_URL", url)
    return _attach(environment.var_folder())


def is_embedded() -> bool:
    return not environment.text("DATABASE_URL")


def ensure_running() -> None:
    """Start the embedded server again if it died under a long-lived process."""
    if is_embedded():
        EmbeddedServer(environment.var_folder()).ensure_running()


def parse_url(name: str, url: str) -> dict[str, Any]:
    """Turn a postgres:// address into Django's settings."""
    try:
        parsed = dict(dj_database_url.parse(url)) if url.startswith(SCHEMES) else {}
    except ValueError:  # dj-database-url's own errors, and a port that is no number.
        parsed = {}
    if not parsed.get("NAME"):
        raise _bad_url(name, url)
    # Compiling a query costs more than any of ours runs; measured 1.2 s an import batch. What waits to enter
    # a word index is read by every search: only an import lets much of it wait.
    settings = "-c jit=off -c gin_pending_list_limit=64"
    given = parsed.get("OPTIONS", {})
    parsed["OPTIONS"] = {"options": settings, **given, **_prepare(name, url, given)}
    return {**parsed, **CONNECTION}


def _prepare(name: str, url: str, given: dict[str, Any]) -> dict[str, int | None]:
    """Let an address say `?prepare_threshold=none`, for poolers that share connections and know of none."""
    threshold = str(given.get("prepare_threshold", PREPARE["prepare_threshold"]))
    if threshold == NEVER:
        return {"prepare_threshold": None}
    if not threshold.isdecimal():
        raise _bad_url(name, url)
    return {"prepare_threshold": int(threshold)}


@functools.cache
def _attach(var: Path) -> dict[str, Any]:
    server = EmbeddedServer(var)
    server.attach()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": "",  # nosec B105 — a socket that only its user may open
        "HOST": str(server.socket_dir),
        "PORT": PORT,
        "OPTIONS": PREPARE,
        **CONNECTION,
    }


def _bad_url(name: str, url: str) -> ConfigurationError:
    shape = "postgres://user:password@host:5432/name"
    return InvalidValue(name, _without_password(url), f"عنوان من الشكل {shape}", f"an address like {shape}")


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    scheme, slashes, account = before.partition("://")
    user, colon, _ = account.partition(":")
    return f"{scheme}{slashes}{user}{colon}***{at}{after}" if colon else url
