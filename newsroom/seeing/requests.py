"""Which request a thread is at, and what it cost; each is told in one line and counted once.

It stands behind the kept pages, which most readers get: those are counted where they are found
(`meters.kept_pages`), and stay as cheap as they were.
"""

import logging
import re
import secrets
from contextvars import ContextVar
from http import HTTPStatus
from time import perf_counter
from typing import Any

from newsroom.middleware import STAFF_PREFIX
from newsroom.seeing import meters

HEADER = "X-Request-ID"
_TOKEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked for every few seconds by machines, or many to a page: told at DEBUG only.
_QUIET = frozenset({"healthz", "readyz", "metrics", "media", "static"})
logger = logging.getLogger("newsroom.requests")


class Seen:
    """What is known of a request under way: its number, made when it is first asked for, and its queries."""

    __slots__ = ("_id", "queries", "query_seconds")

    def __init__(self, given: str = "") -> None:
        self._id, self.queries, self.query_seconds = given, 0, 0.0

    @property
    def id(self) -> str:
        if not self._id:
            self._id = secrets.token_hex(8)
        return self._id


current: ContextVar[Any] = ContextVar("request under way", default=None)


def seeing_middleware(get_response: Any) -> Any:
    def respond(request: Any) -> Any:
        request.seen = Seen(_given(request.META))
        token, began = current.set(request), perf_counter()
        try:
            response = get_response(request)
            _tell(request, response, perf_counter() - began)
        finally:
            current.reset(token)
        return response

    return respond


def _given(meta: dict[str, Any]) -> str:
    """Take the number that a proxy of ours gave; from others it has been dropped (`newsroom.middleware`)."""
    given = meta.get("HTTP_X_REQUEST_ID", "")
    return given if _TOKEN.fullmatch(given) else ""


def view_of(request: Any) -> str:
    """Name what answered: one of a bounded set, never an address."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    return "static" if request.path_info.startswith("/static/") else "unmatched"


def _tell(request: Any, response: Any, seconds: float) -> None:
    seen, view = request.seen, view_of(request)
    method = request.method if request.method in METHODS else "other"
    meters.count_request(view, method, response.status_code, seconds, request)
    level = logging.DEBUG if view in _QUIET else logging.INFO
    if logger.isEnabledFor(level):
        logger.log(level, "%s %s %d", method, view, response.status_code, extra={
            "view": view, "method": method, "status": response.status_code, "ms": _ms(seconds),
            "queries": seen.queries, "query_ms": _ms(seen.query_seconds),
            "account": _refused(request, response),
        })  # fmt: skip
    if _bears_number(request, response):
        response.headers[HEADER] = seen.id


def _refused(request: Any, response: Any) -> int | None:
    """Return the number of the account whose rights did not reach so far."""
    user = request.__dict__.get("_cached_user") if response.status_code == HTTPStatus.FORBIDDEN else None
    return getattr(user, "pk", None)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _bears_number(request: Any, response: Any) -> bool:
    """What readers share is the same bytes for all; only the desk and errors bear a number."""
    return request.path_info.startswith(STAFF_PREFIX) or response.status_code >= 500
