"""Find the newest hits of a query and weigh them, in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod, sqrt
from typing import Any, NamedTuple

from django.db import connection

from articles.querysets import ArticleQuerySet
from articles.search.parsing import Query
from articles.search.ranking import score_sql, words_of
from articles.search.terms import Counts

_PHRASE_WINDOW = 3000
_HEADLINE_HITS = 200
_MOST_WEIGHED = 400
# More headlines than these hold the words: the newest hits are full of them.
_MOST_HEADLINES = 3000
# Fewer hits than these are looked up one by one; of more, only the newest are.
_MOST_LOOKED_UP = 3000
# To read a row by date and look into its vector takes about so many times as long as to find one by the
# index, which finds all there are.
_DEAR = 10
# So many of the newest rows are soon read.
_FEW_ROWS = 500
_COLUMNS = ("id", "published_at", "section_id", "source_id")

# Written out for each plan: the planner cannot choose well between them (it takes the words of a
# query for independent), and materialising keeps it from mixing them. OFFSET 0 keeps the vectors of
# the chosen few from being looked for in the index again; the empty vector unpacks each only once.
# What no worker may run keeps PostgreSQL from starting workers, who read on past the last hit wanted.
_ALONE = "WITH alone AS (SELECT set_config('jit', 'off', true)), "
_BY_INDEX = """
newest AS MATERIALIZED (
    SELECT a.* FROM ({articles}) a
    JOIN (SELECT article_id FROM articles_articlesearch WHERE vector @@ %s::tsquery OFFSET 0) hit
    ON hit.article_id = a.id
    ORDER BY a.published_at DESC, a.id DESC LIMIT %s
)"""
# «IS TRUE» keeps the hits a hashed set that the walk by date asks, in its index alone, and stops at the last
# one wanted.
_BY_DATE_IN_HITS = """
newest AS MATERIALIZED (
    SELECT a.* FROM ({articles}) a
    WHERE (a.id IN (SELECT article_id FROM articles_articlesearch WHERE vector @@ %s::tsquery)) IS TRUE
    ORDER BY a.published_at DESC, a.id DESC LIMIT %s
)"""
_BY_DATE = """
newest AS MATERIALIZED (
    SELECT a.* FROM ({articles}) a
    JOIN articles_articlesearch s ON s.article_id = a.id AND s.vector @@ %s::tsquery
    ORDER BY a.published_at DESC, a.id DESC LIMIT %s
)"""
_TITLED = """
, titled AS (
    SELECT a.* FROM ({articles}) a
    JOIN (SELECT article_id FROM articles_articlesearch WHERE vector @@ %s::tsquery OFFSET 0) hit
    ON hit.article_id = a.id
    ORDER BY a.published_at DESC, a.id DESC LIMIT %s
), chosen AS (
    SELECT *, true AS is_newest FROM newest
    UNION ALL
    SELECT *, false FROM titled WHERE id NOT IN (SELECT id FROM newest)
)"""
_KEYS = " SELECT id FROM newest ORDER BY published_at DESC, id DESC"
_UNTITLED = ", chosen AS (SELECT *, true AS is_newest FROM newest)"
# Only the first are weighed: each costs the unpacking of its vector.
_WEIGHED = """
SELECT weighed.*, (SELECT count(*) FROM newest) FROM (SELECT) always LEFT JOIN (
    SELECT chosen.id, extract(epoch FROM chosen.published_at)::float, chosen.section_id, chosen.source_id,
           CASE WHEN chosen.place <= {most} THEN (
               SELECT {score} FROM (
                   SELECT vector || ''::tsvector AS vector FROM articles_articlesearch
                   WHERE article_id = chosen.id OFFSET 0
               ) s
           ) ELSE 0.0 END::float,
           chosen.is_newest,
           (SELECT group_id FROM articles_copymember WHERE article_id = chosen.id)
    FROM (
        SELECT *, row_number() OVER (PARTITION BY is_newest ORDER BY published_at DESC, id DESC) AS place
        FROM chosen {check}
    ) chosen
    ORDER BY chosen.published_at DESC, chosen.id DESC
) weighed ON true
"""
_CHECK = """
WHERE (
    SELECT s.vector @@ %s::tsquery FROM (
        SELECT vector FROM articles_articlesearch WHERE article_id = chosen.id OFFSET 0
    ) s
)
"""


class Hit(NamedTuple):
    """A found article as far as ranking and facets need it; the newest come first.

    `published` is in seconds, since a thousand moments cost more than their query; `story` is the group of
    its near-copies, `missing` are the words of the query, as typed, that it does not hold, and `held` the
    lexemes that stand for those it does.
    """

    pk: int
    published: float | None
    section: int | None
    source: int | None
    score: float = 0.0
    is_newest: bool = True
    story: int | None = None
    missing: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The hits weighed; not all there are where the window was full."""

    hits: list[Hit]
    is_all: bool


def newest(articles: ArticleQuerySet, *, most: int) -> Found:
    """List the newest articles, for an empty query."""
    rows = articles.newest_first().values_list(*_COLUMNS, "copy_member__group")[: most + 1]
    hits = [
        Hit(pk, moment.timestamp(), section, source, story=story)
        for pk, moment, section, source, story in rows
    ]
    return Found(hits, is_all=len(hits) <= most)


def find(query: Query, articles: ArticleQuerySet, counts: Counts, *, most: int) -> Found:
    """Find the newest `most` hits of `query`, and of any age those that have its words in the headline.

    The order of a phrase is looked at in the newest 3000 articles that hold its words.
    """
    window = _PHRASE_WINDOW if query.has_phrases else most + 1
    sql, params = _plan(query, articles, counts, window)
    weighed, more = _weigh(words_of(query, counts.rarity), query.tsquery if query.has_phrases else "")
    with connection.cursor() as cursor:
        cursor.execute(_ALONE + sql + weighed, [*params, *more])
        rows = cursor.fetchall()
    # A row without an article tells how many were seen where a phrase is in none of them.
    return Found([Hit(*row[:-1]) for row in rows if row[0]], is_all=rows[0][-1] < window)


def find_any(
    tsquery: str, words: Iterable[tuple[str, float]], articles: ArticleQuerySet, *, most: int
) -> list[Hit]:
    """Find the newest hits of a tsquery that an index alone can answer."""
    inner, inner_params = _subquery(articles)
    weighed, more = _weigh(list(words))
    sql = _BY_INDEX.format(articles=inner) + _UNTITLED + weighed
    with connection.cursor() as cursor:
        cursor.execute(_ALONE + sql, [*inner_params, tsquery, most, *more])
        return [Hit(*row[:-1]) for row in cursor.fetchall() if row[0]]


def _weigh(words: Sequence[tuple[str, float]], checked: str = "") -> tuple[str, list[Any]]:
    """Weigh what was chosen, after a check of what an index alone cannot answer."""
    score, params = score_sql(words)
    sql = _WEIGHED.format(most=_MOST_WEIGHED, score=score, check=_CHECK if checked else "")
    return sql, [*params, *([checked] if checked else [])]


def newest_of(tsquery: str, share: float, articles: ArticleQuerySet, *, most: int) -> list[int]:
    """List the newest few of a tsquery that about `share` of all articles fit."""
    inner, inner_params = _subquery(articles)
    form = _BY_DATE if share * _FEW_ROWS > most else _BY_INDEX
    with connection.cursor() as cursor:
        cursor.execute(_ALONE + form.format(articles=inner) + _KEYS, [*inner_params, tsquery, most])
        return [pk for (pk,) in cursor.fetchall()]


def _subquery(articles: ArticleQuerySet) -> tuple[str, tuple[Any, ...]]:
    return articles.order_by().values(*_COLUMNS).query.sql_with_params()


def _plan(query: Query, articles: ArticleQuerySet, counts: Counts, window: int) -> tuple[str, list[Any]]:
    inner, inner_params = _subquery(articles)
    form = _form(query, counts, window)
    sql, params = form.format(articles=inner), [*inner_params, query.words_tsquery, window]
    headlines = query.headline_tsquery
    if not query.marks or min(_mark_counts(query, counts)) > _MOST_HEADLINES:
        return sql + _UNTITLED, params
    return sql + _TITLED.format(articles=inner), [*params, *inner_params, headlines, _HEADLINE_HITS]


def _mark_counts(query: Query, counts: Counts) -> list[int]:
    return [counts.by_lexeme.get(mark, 0) for mark in query.marks]


def _form(query: Query, counts: Counts, window: int) -> str:
    """Choose the plan by how many hits there may be, and how many rows hold the newest of them."""
    share = estimate(query, counts)
    hits = share * counts.total
    if hits <= _MOST_LOOKED_UP:
        return _BY_INDEX
    return _BY_DATE if window / share * _DEAR < hits else _BY_DATE_IN_HITS


def estimate(query: Query, counts: Counts) -> float:
    """Estimate the share of all articles that hold every word; 1 for a query of exclusions only.

    Words of one story come together: their product is far too little, the rarest alone too much.
    """
    shares = [counts.share(lexeme) for lexeme in query.wanted]
    return sqrt(prod(shares) * min(shares)) if shares else 1.0
