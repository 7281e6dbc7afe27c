"""What was read most, and the word of a page that it was read."""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.caching.keys import HOME, MOST_READ, depend_on, depend_on_places
from articles.cleaning import LARGEST_KEY
from articles.models import Article, Period
from articles.reads import buffer
from articles.views.heads import Head, breadcrumbs
from articles.views.responses import kept_page
from newsroom.addresses import absolute, is_from_here
from newsroom.middleware import client_address
from newsroom.networks import is_within_bound

SHOWN = 20
# What one network, which may be a town behind one address, adds in an hour: to an article, and in all.
MOST_OF_ARTICLE, MOST_OF_NETWORK = 30, 1000
# «Cubot» makes phones.
_ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|headless|lighthouse|monitor|curl|wget|python", re.IGNORECASE
)


@kept_page
def most_read(request, period=Period.DAY):
    """List what was read most in the last day, week or month."""
    if period not in Period.values or (request.resolver_match.kwargs and period == Period.DAY):
        raise Http404
    period = Period(period)
    articles = list(Article.objects.for_most_read(period)[:SHOWN])
    depend_on(HOME, MOST_READ)
    depend_on_places(articles)
    title = _("Most read")
    path = address_of(period)
    head = Head(
        title=title if period == Period.DAY else f"{title}: {period.label}",
        description=_("The stories that readers read most: %(period)s") % {"period": period.label},
        canonical=absolute(path),
        data=[breadcrumbs((title, reverse("most-read")))],
        is_indexed=bool(articles),
    )
    views = [(each.label, address_of(each), each == period) for each in Period]
    context = {"head": head, "articles": articles, "views": views, "trail": [(title, path)]}
    return render(request, "articles/most_read.html", context)


def address_of(period: Period) -> str:
    return reverse("most-read") if period == Period.DAY else reverse("most-read-of", args=[period.value])


@csrf_exempt  # nobody is signed in here, and the origin is asked for
@require_POST
def count_read(request, pk):
    """Take the word of a page that a reader read it; the answer tells nothing, of a draft neither.

    The database is not asked: a flood ends in the memory of this process.
    """
    if _has_body(request):
        return HttpResponse(status=413)
    if not is_from_here(request):
        return HttpResponse(status=403)
    if pk <= LARGEST_KEY and not _is_robot(request) and _is_bounded(client_address(request), pk):
        buffer.add(pk)
    return HttpResponse(status=204)


def _has_body(request) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length != "0" or "HTTP_TRANSFER_ENCODING" in request.META


def _is_robot(request) -> bool:
    agent = request.headers.get("User-Agent", "")
    return not agent or _ROBOT.search(agent) is not None


def _is_bounded(address: str, pk: int) -> bool:
    return is_within_bound(address, "reads", most=MOST_OF_NETWORK) and is_within_bound(
        address, f"reads {pk}", most=MOST_OF_ARTICLE
    )
