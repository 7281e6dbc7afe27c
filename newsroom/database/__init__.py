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

__all__ = [
    "DatabaseUnavailable", "EmbeddedServer", "all_settings", "ensure_running", "is_embedded", "parse_url",
    "settings",
]  # fmt: skip

SCHEMES = ("postgres://", "postgresql://")
REPLICAS = "DATABASE_REPLICA_URL"
# A pooler that shares connections between transactions keeps no cursor: what is long is read page by page.
CONNECTION = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": True}
# Only `newsroom.compiled` sends what can be prepared, at its second use.
PREPARE = {"prepare_threshold": 1}
# A network that swallows packets tells nobody: without these a page waits for a quarter of an hour. Linux
# counts a server that does not read, too, as one does whose COPY waits for a lock or a disk: it has longer.
TIMEOUTS = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}
NEVER = "none"
# Should a replica be made a primary, nothing is written to it by mistake.
READ_ONLY = "-c default_transaction_read_only=on"


def all_settings() -> dict[str, dict[str, Any]]:
    """Return DATABASES: the primary, and each replica of DATABASE_REPLICA_URL, replica1 and on."""
    replicas = {f"replica{n}": _replica(url) for n, url in enumerate(environment.csv(REPLICAS), start=1)}
    return {"default": settings(), **replicas}


def _replica(url: str) -> dict[str, Any]:
    parsed = parse_url(REPLICAS, url)
    options = parsed["OPTIONS"]
    told = {"options": f"{options['options']} {READ_ONLY}"} if "options" in options else {}
    return {**parsed, "OPTIONS": options | told, "TEST": {"MIRROR": "default"}}


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
        parsed = _parse_hosts(url) if url.startswith(SCHEMES) else {}
    except ValueError:  # dj-database-url's own errors, and a port that is no number.
        parsed = {}
    if not parsed.get("NAME"):
        raise _bad_url(name, url)
    # Compiling a query costs more than any of ours runs; measured 1.2 s an import batch. What waits to enter
    # a word index is read by every search: only an import lets much of it wait.
    settings = "-c jit=off -c gin_pending_list_limit=64"
    given = parsed.get("OPTIONS", {})
    parsed["OPTIONS"] = {"options": settings, **TIMEOUTS, **given, **_prepare(name, url, given)}
    return {**parsed, **CONNECTION}


def _parse_hosts(url: str) -> dict[str, Any]:
    """Let an address name several hosts, as libpq does: "postgres://user@a:5432,b:5432/name".

    With `?target_session_attrs=read-write` the one that takes writes is used, whichever that is now.
    """
    scheme, _, rest = url.partition("://")
    place, slash, tail = rest.partition("/")
    account, at, hosts = place.rpartition("@")
    if "," not in hosts:
        return dict(dj_database_url.parse(url))
    each = [
        dj_database_url.parse(f"{scheme}://{account}{at}{host}{slash}{tail}") for host in hosts.split(",")
    ]
    if not all(one["HOST"] for one in each):
        raise ValueError(hosts)
    ports = ",".join(str(one["PORT"] or 5432) for one in each)
    return {**each[0], "HOST": ",".join(one["HOST"] for one in each), "PORT": ports}


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
