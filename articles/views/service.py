"""Answers for machines: is the process up, is it ready, what may robots read."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.views.responses import kept_page
from newsroom.addresses import absolute
from newsroom.readiness import readiness

PLAIN = "text/plain; charset=utf-8"
# The page of the search may be found, its answers not.
NOT_FOR_ROBOTS = (
    "/admin/", "/search/?", "/search/suggest.json", "/search.json", "/newsletter/confirm/",
    "/newsletter/leave/", "/articles/public.json",
)  # fmt: skip


@require_safe
@never_cache
def healthz(request):
    """Say that the process answers; a database that is down must not make it restart."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@never_cache
def readyz(request):
    """Say whether pages can be served, and a line for each part: 503 where they cannot."""
    found = readiness()
    lines = [found.word, *(f"{part}: {state}" for part, state in found.parts.items()), ""]
    return HttpResponse("\n".join(lines), content_type=PLAIN, status=200 if found.can_serve else 503)


@kept_page
def robots(request):
    rules = [f"Disallow: {path}" for path in NOT_FOR_ROBOTS]
    if settings.DEBUG:
        rules = ["Disallow: /"]
    sitemaps = [f"Sitemap: {absolute(reverse(name))}" for name in ("sitemap", "news-sitemap")]
    lines = ["User-agent: *", *rules, "", *sitemaps, ""]
    return HttpResponse("\n".join(lines), content_type=PLAIN)
