"""Answer a query in a fixed number of statements, each bounded whatever the number of articles.

The newest thousand hits are found first, with the headlines of any age, and only they are weighed; the best
are read closely. An old article that would rank high for a usual word in its text alone is lost by that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from articles.models import Article
from articles.querysets import ArticleQuerySet
from articles.readable import full_text
from articles.search.fields import Field, narrow
from articles.search.hits import Found, Hit, find, newest
from articles.search.loose import Reading, find_loose, read
from articles.search.parsing import Query
from articles.search.reading import by_exact_words
from articles.search.scoring import Unit, rescore
from articles.search.stories import besides, stories_of
from articles.search.suggestions import did_you_mean
from articles.search.terms import Counts, counts_of
from newsroom.compiled import KEY, MOMENT, Compiled, moment

PAGE_SIZE = 20
MAX_PAGE = 50
MAX_COUNT = PAGE_SIZE * MAX_PAGE
# So many of the best are read for their words as typed: pages of their own.
READ_CLOSELY = PAGE_SIZE
# Fewer hits than these are followed by articles that miss a word.
FEW = 10
MOST_NEAR = 10
# Of those so many are read for their words as typed.
NEAR_READ = 40
RELEVANCE, NEWEST = "relevance", "newest"


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results; `found` are all the hits that were weighed, in the order of the pages.

    `near` are articles that miss a word, which follow where few hold them all; no count holds them.
    """

    hits: list[Article]
    near: list[tuple[Article, Hit]]
    found: list[Hit]
    count: int
    count_is_exact: bool
    page: int
    next: int | None
    did_you_mean: str | None = None
    unknown: Sequence[Field] = ()


def search(query: Query, articles: ArticleQuerySet, *, sort: str = RELEVANCE, page: int = 1) -> Results:
    """Search the public ones of `articles`, which filters may have narrowed.

    An empty query lists the newest; one of marks alone finds nothing.
    """
    counts = counts_of([*query.wanted, *query.marks]) if query else Counts({}, 0)
    is_narrowed = bool(query.fields or articles.query.where)
    articles, unknown = narrow(articles.published(), query.fields)
    found = _find(query, articles, counts, is_narrowed=is_narrowed)
    seen = {hit.pk for hit in found.hits}
    units = units_of(query, counts)
    stories = stories_of(_ordered(found.hits, units, sort))
    ordered = [story[0] for story in stories[:MAX_COUNT]]
    near, reading = list[Hit](), None
    if page == 1 and len(ordered) < FEW and _may_be_meant_otherwise(units, counts):
        reading = read(query, counts)
        near = besides(find_loose(query, reading, articles, seen=seen, most=NEAR_READ), ordered)
    shown, near, cards = _read_page(stories, near, units, reading, page=page, sort=sort)
    return Results(
        hits=[cards[hit.pk] for hit in shown],
        near=[(cards[hit.pk], hit) for hit in near],
        found=ordered,
        count=min(sum(any(hit.is_newest for hit in story) for story in stories), MAX_COUNT),
        count_is_exact=found.is_all,
        page=page,
        next=page + 1 if len(ordered) > page * PAGE_SIZE else None,
        did_you_mean=_meant(query, reading, [cards[hit.pk] for hit in near]) if not shown else None,
        unknown=unknown,
    )


def _may_be_meant_otherwise(units: list[Unit], counts: Counts) -> bool:
    """Tell whether anything could follow: of one word that exists, nothing else is near."""
    return len(units) > 1 or any(not counts.by_lexeme.get(unit.variants[0][0]) for unit in units)


def _meant(query: Query, reading: Reading | None, near: list[Article]) -> str | None:
    return did_you_mean(query, reading, map("\n".join, map(searched_text, near))) if reading else None


def _read_page(
    stories: list[list[Hit]],
    near: list[Hit],
    units: list[Unit],
    reading: Reading | None,
    *,
    page: int,
    sort: str,
) -> tuple[list[Hit], list[Hit], dict[int, Article]]:
    """Read the cards of a page; those of the first ones are ordered by their words as typed.

    What was taken back since it was found is left out.
    """
    stories = stories[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    is_close = sort == RELEVANCE and bool(units) and page * PAGE_SIZE <= READ_CLOSELY
    stories = stories if is_close else [story[:1] for story in stories]
    cards = _cards([*chain.from_iterable(stories), *near])
    texts = {pk: searched_text(card) for pk, card in cards.items()} if is_close or near else {}
    hits = by_exact_words(stories, texts, units) if is_close else [story[0] for story in stories]
    near = by_exact_words([[hit] for hit in near], texts, reading.units) if reading and near else []
    near = [hit for hit in near if hit.pk in cards][:MOST_NEAR]
    return [hit for hit in hits if hit.pk in cards], near, cards


def find_keys(query: Query, articles: ArticleQuerySet) -> list[int]:
    """List what fits a query in any state, for the desk; near results where nothing does."""
    counts = counts_of([*query.wanted, *query.marks])
    is_narrowed = bool(query.fields or articles.query.where)
    articles, _unknown = narrow(articles, query.fields)
    if not query:
        return [hit.pk for hit in newest(articles, most=MAX_COUNT).hits] if query.fields else []
    found = find(query, articles, counts, most=MAX_COUNT, is_narrowed=is_narrowed).hits
    found = found or find_loose(query, read(query, counts), articles, seen=set(), most=MOST_NEAR)
    return [hit.pk for hit in found]


def searched_text(article: Article) -> tuple[str, str]:
    """Return the headline, and what else of an article is searched, as readers see it."""
    return article.headline, full_text(article)


def _find(query: Query, articles: ArticleQuerySet, counts: Counts, *, is_narrowed: bool) -> Found:
    if query:
        return find(query, articles, counts, most=MAX_COUNT, is_narrowed=is_narrowed)
    if query.text and not query.fields:
        return Found([], is_all=True)
    return newest(articles, most=MAX_COUNT)


def _ordered(hits: list[Hit], units: list[Unit], sort: str) -> list[Hit]:
    """Order by relevance, or by time without a score."""
    if sort == RELEVANCE and units:
        return rescore(sorted(hits, key=lambda hit: -hit.score), units)
    return [hit._replace(score=0.0) for hit in hits if hit.is_newest]


def units_of(query: Query, counts: Counts) -> list[Unit]:
    return [
        Unit(word.surface, word.exact, ((word.lexeme, 1.0),), counts.rarity(word.lexeme))
        for word in query.words
    ]


def _card_rows(pks: list[int], now: datetime, **_derived: Any) -> ArticleQuerySet:
    rows = Article.objects.published(now).with_card().filter(pk__any=pks)
    return rows.defer(None).defer("extra", "hints")


_CARDS = Compiled[Article](_card_rows, pks=[KEY], **moment(MOMENT))


def _cards(hits: list[Hit]) -> dict[int, Article]:
    """Read the cards of a page with the body that snippets are cut from."""
    found = _CARDS.rows(pks=[hit.pk for hit in hits], **moment()) if hits else []
    return {card.pk: card for card in found}
