"""Answer a query in a fixed number of statements, each bounded whatever the number of articles.

The newest thousand hits are found first and only they are ranked, since a full ranking of a usual
word reads every vector. An old article that would rank high for a very usual word is lost by that.
"""

from dataclasses import dataclass

from articles.models import Article
from articles.querysets import ArticleQuerySet
from articles.search.hits import Found, Hit, find, newest
from articles.search.parsing import Query
from articles.search.stories import one_a_story

PAGE_SIZE = 20
MAX_PAGE = 50
MAX_COUNT = PAGE_SIZE * MAX_PAGE
RELEVANCE, NEWEST = "relevance", "newest"


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results; `found` are all the hits that were weighed, in the order of the pages."""

    hits: list[Article]
    found: list[Hit]
    count: int
    count_is_exact: bool
    page: int
    next: int | None


def search(query: Query, articles: ArticleQuerySet, *, sort: str = RELEVANCE, page: int = 1) -> Results:
    """Search the public ones of `articles`, which filters may have narrowed.

    An empty query lists the newest; one of marks alone finds nothing.
    """
    found = _find(query, articles.published())
    found = Found(one_a_story(found.hits), found.is_all)
    count = sum(hit.is_newest for hit in found.hits)
    ordered = _ordered(found.hits, query, sort)[:MAX_COUNT]
    start = (page - 1) * PAGE_SIZE
    return Results(
        hits=_cards(ordered[start : start + PAGE_SIZE]),
        found=ordered,
        count=min(count, MAX_COUNT),
        count_is_exact=found.is_all,
        page=page,
        next=page + 1 if len(ordered) > start + PAGE_SIZE else None,
    )


def _find(query: Query, articles: ArticleQuerySet) -> Found:
    if query:
        return find(query, articles, most=MAX_COUNT)
    return Found([], is_all=True) if query.text else newest(articles, most=MAX_COUNT)


def _ordered(hits: list[Hit], query: Query, sort: str) -> list[Hit]:
    if sort == RELEVANCE and query.wanted:
        return sorted(hits, key=lambda hit: -hit.score)
    return [hit for hit in hits if hit.is_newest]


def _cards(hits: list[Hit]) -> list[Article]:
    """Read the cards of a page with the body that snippets are cut from, in the order of the hits."""
    found = Article.objects.for_list().defer(None).defer("extra", "hints").in_bulk([hit.pk for hit in hits])
    return [found[hit.pk] for hit in hits if hit.pk in found]
