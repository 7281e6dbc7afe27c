"""Answers for machines: is the process up, is it ready, what may robots read."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.views.responses import kept_page
from newsroom.addresses import absolute

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
    """Say whether requests can be served: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)


@kept_page
def robots(request):
    rules = [f"Disallow: {path}" for path in NOT_FOR_ROBOTS]
    if settings.DEBUG:
        rules = ["Disallow: /"]
    sitemaps = [f"Sitemap: {absolute(reverse(name))}" for name in ("sitemap", "news-sitemap")]
    lines = ["User-agent: *", *rules, "", *sitemaps, ""]
    return HttpResponse("\n".join(lines), content_type=PLAIN)
