"""What every public answer has in common (DESIGN 2.11)."""

from functools import wraps

from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe


def public_page(view):
    """Let a view be read only, revalidated each time by its ETag, and kept by shared caches."""

    @require_safe
    @conditional_page
    @cache_control(public=True, max_age=0, must_revalidate=True)
    @wraps(view)
    def respond(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    return respond
