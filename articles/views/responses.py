"""What every public answer has in common (DESIGN 2.11)."""

from collections.abc import Callable
from functools import wraps

from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.caching.serving import kept


def public_page(view):
    """Let a view be read only, and revalidated each time by its ETag."""

    @require_safe
    @conditional_page
    @cache_control(public=True, max_age=0, must_revalidate=True)
    @wraps(view)
    def respond(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    return respond


def kept_page(view=None, **parameters: Callable[[str], str]):
    """Let a public page be kept by `articles.caching`, told apart by what it reads of the query alone."""
    if view is None:
        return lambda view: kept_page(view, **parameters)
    return kept(public_page(view), **parameters)
