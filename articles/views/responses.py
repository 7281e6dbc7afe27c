"""What every public answer has in common (DESIGN 2.11)."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.caching.calendar import steady_calendar
from articles.caching.serving import kept
from articles.views.errors import too_many_requests
from newsroom.middleware import client_address
from newsroom.networks import MINUTE, is_flood, is_loopback


def public_page(view):
    """Let a view be read only, from replicas too, and revalidated each time by its ETag."""

    @require_safe
    @conditional_page
    @cache_control(public=True, max_age=0, must_revalidate=True)
    @wraps(view)
    def respond(request, *args, **kwargs):
        with steady_calendar():
            return view(request, *args, **kwargs)

    respond.is_public_page = True
    return respond


def bounded(purpose: str, most: str):
    """Let an address ask for no more in a minute than the setting `most` says: what costs more than a look.

    Nobody is counted where the setting is 0, on this machine itself, or behind a proxy that `TRUSTED_PROXIES`
    does not name: all readers would have its address.
    """

    def decorate(view):
        @wraps(view)
        def respond(request, *args, **kwargs):
            limit = getattr(settings, most)
            if limit and _is_counted(request) and is_flood(client_address(request), purpose, most=limit):
                return too_many_requests(request, seconds=MINUTE)
            return view(request, *args, **kwargs)

        return respond

    return decorate


def _is_counted(request) -> bool:
    is_of_unknown_proxy = getattr(request, "is_of_unknown_proxy", False)
    return not is_of_unknown_proxy and not is_loopback(client_address(request))


def kept_page(view=None, **parameters: Callable[[str], str]):
    """Let a public page be kept by `articles.caching`, told apart by what it reads of the query alone."""
    if view is None:
        return lambda view: kept_page(view, **parameters)
    return kept(public_page(view), **parameters)
