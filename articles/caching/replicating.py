"""Let replicas make the pages that readers read, none of which shows less than the versions count.

The versions come from the primary, and with them how far its log was then: a replica that has replayed up to
there shows every change they count, a withdrawal among them. While the primary is gone the versions are a
replica's own, of one that has replayed up to what was last known of the primary; what it shows is marked.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from articles.caching.versions import versions
from newsroom import replicas
from newsroom.middleware import STAFF_PREFIX
from newsroom.outages import is_lost
from newsroom.reading import read_from, reading_alias, stop_reading

# Whoever wrote at the desk a moment ago reads from the primary, so that they find what they wrote.
WROTE_COOKIE, WROTE_SECONDS = "newsroom_wrote", 5
# A page is made in milliseconds. Who is not through by then asks too much, or a server that hangs.
PAGE_SECONDS = 20
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What a query that replay had to end says of itself; the replica is well.
_CONFLICT = "40001"
STALE = '110 newsroom "Response is Stale"'


def stale_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Mark what readers get while the primary is gone, and let no shared cache keep it."""
    _only_with_replicas()

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_stale = versions.is_stale or replicas.primary().is_out
        if is_stale and not request.path_info.startswith(STAFF_PREFIX):
            response.headers["Warning"] = STALE
            if "s-maxage" in response.headers.get("Cache-Control", ""):
                response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        return response

    return respond


class ReplicaMiddleware:
    """Send the reads of a public page to a replica, and make the page again elsewhere if that one fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        _only_with_replicas()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = read_from(DEFAULT_DB_ALIAS)
        request.waits, request.wait = ExitStack(), None
        try:
            with request.waits:
                response = self.get_response(request)
        finally:
            stop_reading(token)
        if request.path_info.startswith(STAFF_PREFIX) and request.method not in _SAFE:
            _remember_writing(response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method in _SAFE and getattr(view, "is_public_page", False):
            _read(request, _alias_for(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Make the page again where the database that it was read from failed it."""
        view = request.resolver_match
        if view is None or not getattr(view.func, "is_public_page", False):
            return None
        for _once_more in settings.DATABASES:
            if not _is_of_server(error) or _is_only_slow(request):
                return None
            request.waits.close()
            _read(request, _elsewhere(reading_alias(), error))
            try:
                response: HttpResponse = view.func(request, *view.args, **view.kwargs)
            except (OperationalError, InterfaceError) as again:
                error = again
            else:
                return response
        return None


def _read(request: HttpRequest, alias: str) -> None:
    read_from(alias)
    request.wait = request.waits.enter_context(replicas.bounded(alias, PAGE_SECONDS))


def _is_only_slow(request: HttpRequest) -> bool:
    """Say that a page took too long of a server that answers others: elsewhere it would as well."""
    return bool(request.wait and request.wait.is_cut) and replicas.servers()[reading_alias()].answers()


def _only_with_replicas() -> None:
    if len(settings.DATABASES) == 1:
        raise MiddlewareNotUsed


def _is_of_server(error: Exception) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return is_lost(error) or (isinstance(error, OperationalError) and state == _CONFLICT)


def _alias_for(request: HttpRequest) -> str:
    try:
        state = versions.of_page()
    except Error:  # whoever asks is told so by what they ask next
        return DEFAULT_DB_ALIAS
    if WROTE_COOKIE in request.COOKIES and not state.is_stale:
        return DEFAULT_DB_ALIAS
    return replicas.choose(state.floor, state.identity) or DEFAULT_DB_ALIAS


def _elsewhere(failed: str, error: Exception) -> str:
    """Leave out a server that is lost, and name another: the primary, where it is not that."""
    if is_lost(error):
        replicas.servers()[failed].lose(error)
    if failed != DEFAULT_DB_ALIAS and not replicas.primary().is_out:
        return DEFAULT_DB_ALIAS
    try:
        state = versions.of_page()
    except Error:
        return DEFAULT_DB_ALIAS
    return replicas.choose(state.floor, state.identity) or DEFAULT_DB_ALIAS


def _remember_writing(response: HttpResponse) -> None:
    response.set_cookie(
        WROTE_COOKIE, "1", max_age=WROTE_SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Lax",
    )  # fmt: skip
