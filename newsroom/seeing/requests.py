"""Which request a thread is at, and what it cost; each is told in one line and counted once.

It stands before all other middleware: a kept page, which most readers get, is counted in memory and no more
(`meters.kept_pages`), so that it stays as cheap as it was.
"""

import logging
import re
import secrets
from contextvars import ContextVar
from ipaddress import IPv4Network, IPv6Network, ip_network
from time import perf_counter
from typing import Any

from django.conf import settings

from newsroom.middleware import is_trusted
from newsroom.seeing import meters

HEADER = "X-Request-ID"
_TOKEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked for every few seconds by machines, or many to a page: told at DEBUG only.
_QUIET = frozenset({"healthz", "readyz", "metrics", "media", "static"})
logger = logging.getLogger("newsroom.requests")

Networks = list[IPv4Network | IPv6Network]


class Seen:
    """A request under way: its number, made when it is first asked for, and its queries so far."""

    __slots__ = ("_id", "queries", "query_seconds", "request")

    def __init__(self, request: Any, given: str) -> None:
        self.request, self._id, self.queries, self.query_seconds = request, given, 0, 0.0

    @property
    def id(self) -> str:
        if not self._id:
            self._id = secrets.token_hex(8)
        return self._id


current: ContextVar[Seen | None] = ContextVar("request under way", default=None)


def seeing_middleware(get_response: Any) -> Any:
    trusted = [ip_network(entry, strict=False) for entry in settings.TRUSTED_PROXIES]

    def respond(request: Any) -> Any:
        seen = Seen(request, _given(request.META, trusted) if "HTTP_X_REQUEST_ID" in request.META else "")
        token, began = current.set(seen), perf_counter()
        try:
            response = get_response(request)
            kept = request.__dict__.get("kept_view")
            if kept is None:
                _tell(seen, response, perf_counter() - began)
            else:
                meters.kept_pages.add((kept, request.method, response.status_code), began)
        finally:
            current.reset(token)
        return response

    return respond


def _given(meta: dict[str, Any], trusted: Networks) -> str:
    """Take the number that a proxy of ours gave; from anybody else it may be anything."""
    given = meta["HTTP_X_REQUEST_ID"]
    return given if is_trusted(meta.get("REMOTE_ADDR", ""), trusted) and _TOKEN.fullmatch(given) else ""


def view_of(request: Any) -> str:
    """Name what answered: one of a bounded set, never an address."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    return "static" if request.path_info.startswith("/static/") else "unmatched"


def _tell(seen: Seen, response: Any, seconds: float) -> None:
    request, view = seen.request, view_of(seen.request)
    method = request.method if request.method in METHODS else "other"
    meters.count_request(view, method, response.status_code, seconds, seen)
    level = logging.DEBUG if view in _QUIET else logging.INFO
    if logger.isEnabledFor(level):
        logger.log(level, "%s %s %d", method, view, response.status_code, extra={
            "view": view, "method": method, "status": response.status_code, "ms": _ms(seconds),
            "queries": seen.queries, "query_ms": _ms(seen.query_seconds),
        })  # fmt: skip
    if _is_nobody_elses(response):
        response.headers[HEADER] = seen.id


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _is_nobody_elses(response: Any) -> bool:
    """Say whether an answer goes to one reader only: what is shared is the same bytes for all."""
    policy = response.headers.get("Cache-Control", "")
    return "no-store" in policy or "private" in policy or response.status_code >= 500
