"""Answer from what is kept, or make a page once for all who wait for it.

It stands before all other middleware that a page does not need, so a kept page costs next to nothing, and it
keeps what these made of it. The views that may be kept say so (`kept_page`), with the parameters they read.
"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from articles.caching.entries import Entry, entry_of
from articles.caching.flights import flights
from articles.caching.keys import DATABASE, SITE, collecting, depend_on
from articles.caching.memory import memory
from articles.caching.shared import Shared, shared
from articles.caching.versions import versions

# Beyond this a request waits for nobody and makes the page itself.
PATIENCE_SECONDS = 10
_PAUSE_SECONDS = 0.02
_BARE = ("http? ", "https? ")
_ASIDE = ("/admin/", "/static/", "/media/")
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")

Render = Callable[[HttpRequest], HttpResponse]


def page_cache_middleware(get_response: Render) -> Render:
    def respond(request: HttpRequest) -> HttpResponse:
        if not _may_be_kept(request):
            return get_response(request)
        # What is kept was made for a host that is ours, and so is whoever asks for it.
        request.get_host()
        try:
            return _serve(request, get_response)
        except Error:  # without versions nothing kept can be trusted
            return get_response(request)

    return respond


def _may_be_kept(request: HttpRequest) -> bool:
    if not settings.PAGE_CACHE or request.method not in ("GET", "HEAD"):
        return False
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return False
    return not request.path_info.startswith(_ASIDE)


def _serve(request: HttpRequest, render: Render) -> HttpResponse:
    if not request.META.get("QUERY_STRING") and (entry := _in_memory(_key(request, ""))):
        return entry.answer(request)
    parameters = _parameters(request.path_info)
    if parameters is None:
        return render(request)
    query = _known_query(request, parameters)
    key = _key(request, query)
    if entry := _find(key):
        return entry.answer(request)
    if flights.is_passing(key):
        return _make(key, query, request, render)[1]
    return _make_once(key, query, request, render)


def _key(request: HttpRequest, query: str) -> str:
    """Name a page by what it is made from: the host, cookies and other headers change nothing in it."""
    return f"{request.scheme}?{query} {request.path_info}"


def _parameters(path: str) -> dict[str, Callable[[str], str]] | None:
    """Return the parameters that a view reads, each with what brings it to one form; None for other views."""
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return getattr(view, "kept", None)


def _known_query(request: HttpRequest, parameters: dict[str, Callable[[str], str]]) -> str:
    """Drop what the view does not read or cannot, lest one page be kept under names without end."""
    given = ((name, form(request.GET.get(name, ""))) for name, form in sorted(parameters.items()))
    return urlencode([(name, value) for name, value in given if value])


def _in_memory(key: str) -> Entry | None:
    entry = memory.get(key)
    return entry if entry and entry.is_current(versions.state()) else None


def _store(key: str) -> Shared | None:
    """Pages with a query are without end, so they stay in this process, where a flood is bounded."""
    return shared() if key.startswith(_BARE) else None


def _find(key: str) -> Entry | None:
    if entry := _in_memory(key):
        return entry
    store = _store(key)
    if store and (entry := store.get(key)) and entry.is_current(versions.state()):
        memory.put(key, entry)
        return entry
    return None


def _make_once(key: str, query: str, request: HttpRequest, render: Render) -> HttpResponse:
    """Make a page, or wait for the thread or the process that is at it.

    What they made counts only if it is still current: who came after a change gets a page from after it.
    """
    give_up = time.monotonic() + PATIENCE_SECONDS
    while (left := give_up - time.monotonic()) > 0:
        flight, is_mine = flights.join(key)
        if is_mine:
            try:
                entry, response = _lead(key, query, request, render, give_up)
                flight.is_kept = entry is not None
            finally:
                flights.land(key, flight)
            return response
        flight.landed.wait(left)
        if flight.landed.is_set() and not flight.is_kept:
            break  # not a page to keep: each makes its own
        if entry := _find(key):
            return entry.answer(request)
    return _make(key, query, request, render)[1]


Made = tuple[Entry | None, HttpResponse]


def _lead(key: str, query: str, request: HttpRequest, render: Render, give_up: float) -> Made:
    store, token = _store(key), None
    if entry := _in_memory(key):  # made between our look and our turn
        return entry, entry.answer(request)
    while store and (token := store.take_turn(key)) is None and time.monotonic() < give_up:
        time.sleep(_PAUSE_SECONDS)
        if entry := _find(key):
            return entry, entry.answer(request)
    try:
        if store and token and (entry := _find(key)):
            return entry, entry.answer(request)
        return _make(key, query, request, render, store)
    finally:
        if store and token:
            store.give_back(key, token)


def _make(key: str, query: str, request: HttpRequest, render: Render, store: Shared | None = None) -> Made:
    """Render a page as anybody would get it, and keep it."""
    state = versions.state()
    conditions = {name: request.META.pop(name) for name in _CONDITIONS if name in request.META}
    request.META["QUERY_STRING"] = query
    request.__dict__.pop("GET", None)
    request.is_made_to_keep = True
    with collecting() as keys, versions.making(state):
        depend_on(SITE, DATABASE)
        response = render(request)
    request.META.update(conditions)
    entry = entry_of(key, response, keys, state, view=_view_of(request))
    if entry is None:
        return None, response
    memory.put(key, entry)
    if store:
        store.put(key, entry)
    return entry, entry.answer_uncounted(request)


def _view_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def forget_all() -> None:
    """Forget what this process keeps and knows; tests start so."""
    memory.clear()
    versions.forget()


def kept(view: Any, **parameters: Callable[[str], str]) -> Any:
    """Mark a view whose pages may be kept."""
    view.kept = parameters
    return view
