"""The search page and its JSON."""

from collections.abc import Callable

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.filters import SearchFilter
from articles.models import Article
from articles.readable import excerpt, full_text, shows_full_text
from articles.search.completion import complete
from articles.search.fields import Field
from articles.search.highlighting import Marker
from articles.search.hits import Hit
from articles.search.parsing import Query, clean
from articles.search.querying import MAX_COUNT, PAGE_SIZE, Results
from articles.search.querying import search as find
from articles.views import search_links as links
from articles.views.heads import Head
from articles.views.responses import bounded, public_page
from newsroom.addresses import absolute
from newsroom.arabic import counted
from newsroom.seeing.meters import search_seconds, timed

MOST_LATEST = 5


@bounded("searches", "SEARCHES_PER_MINUTE")
@public_page
def search(request):
    filters, results = _search(request)
    marker = Marker(filters.query.wanted)
    context = {
        "head": _head(request, filters),
        "filters": filters,
        "notices": [*filters.notices, *map(_unknown_line, results.unknown)],
        "results": results,
        "count": _count_line(filters, results),
        "entries": [_entry(article, marker) for article in results.hits],
        "first_number": (results.page - 1) * PAGE_SIZE + 1,
        "facets": links.facet_links(filters, results),
        "active": links.active_links(filters),
        "hidden": links.hidden_values(filters),
        "sorts": links.sort_links(filters),
        "pages": links.page_links(filters, results),
        "near": [_near(_entry, article, hit) for article, hit in results.near],
        "meant": links.meant_link(filters, results),
        "latest": [] if results.hits or results.near else Article.objects.for_latest()[:MOST_LATEST],
    }
    response = render(request, "articles/search.html", context)
    if not context["head"].is_indexed:
        response["X-Robots-Tag"] = "noindex, follow"
    return response


def _head(request, filters) -> Head:
    """Let engines find the page of the search, and none of its answers, of which there is no end."""
    is_page = not request.GET
    return Head(
        title=_title(filters.query),
        description=_("Search the news by words, sections, sources, keywords and dates."),
        canonical=absolute(reverse("search")) if is_page else "",
        is_indexed=is_page,
    )


@bounded("searches", "SEARCHES_PER_MINUTE")
@public_page
def search_json(request):
    filters, results = _search(request)
    marker = Marker(filters.query.wanted)
    following = filters.address(reverse("search-json"), page=results.next) if results.next else None
    data = {
        "query": filters.query.text,
        "count": results.count,
        "count_is_exact": results.count_is_exact,
        "did_you_mean": results.did_you_mean,
        "results": [_json_entry(article, marker) for article in results.hits]
        + [_near(_json_entry, article, hit) for article, hit in results.near],
        "next": absolute(following) if following else None,
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@bounded("suggestions", "SUGGESTIONS_PER_MINUTE")
@public_page
def suggest_json(request):
    """Answer while one types; what is offered is public."""
    text = clean(request.GET.get("q", ""))[0]
    with timed(search_seconds, "suggestions"):
        found = complete(text)
    offered = [{"kind": one.kind, "text": one.text, "url": one.url} for one in found]
    return JsonResponse({"query": text, "suggestions": offered}, json_dumps_params={"ensure_ascii": False})


def _search(request) -> tuple[SearchFilter, Results]:
    filters = SearchFilter(request.GET, queryset=Article.objects.all())
    with timed(search_seconds, "results"):
        results = find(filters.query, filters.qs, sort=filters.sort_by, page=filters.page_number)
    return filters, results


def _unknown_line(field: Field) -> str:
    return _("Nothing here is named “%(value)s”; it was left out of the search.") % {"value": field.value}


def _title(query: Query) -> str:
    return _("Search: %(query)s") % {"query": query.text} if query.text else _("Search")


def _count_line(filters: SearchFilter, results: Results) -> str:
    """A list of the newest, without words or facets, needs no count."""
    if filters.query.text or links.active_links(filters):
        return count_line(results)
    return _("The newest articles")


def count_line(results: Results) -> str:
    """Say how many there are: «لا نتائج», «نتيجتان», «أكثر من 1000 نتيجة»."""
    if results.count_is_exact or results.count == 0:
        return counted(results.count, "نتيجة")
    if results.count < MAX_COUNT:
        return _("At least %(count)s") % {"count": counted(results.count, "نتيجة")}
    return _("More than %(count)s") % {"count": counted(MAX_COUNT, "نتيجة", "genitive")}


def _near(entry: Callable[[Article, Marker], dict], article: Article, hit: Hit) -> dict:
    """Mark the words that a near result holds, though they are not those of the query."""
    return {**entry(article, Marker(hit.held)), "missing": hit.missing}


def _entry(article: Article, marker: Marker) -> dict:
    return {
        "article": article,
        "headline": marker.highlight(article.headline),
        "snippet": marker.snippet(readable_text(article)),
    }


def readable_text(article: Article) -> str:
    """Return what readers may see of an article: an excerpt, where its source allows no more."""
    if not shows_full_text(article):
        return excerpt(article)
    return full_text(article)


def _json_entry(article: Article, marker: Marker) -> dict:
    return {
        "id": article.pk,
        "external_id": article.external_id,
        "headline": article.headline,
        "url": absolute(article.get_absolute_url()),
        "published_at": timezone.localtime(article.published_at).isoformat(),
        "source": article.source.name if article.source else None,
        "section": article.section.name if article.section else None,
        "snippet_html": marker.snippet(readable_text(article)),
    }
