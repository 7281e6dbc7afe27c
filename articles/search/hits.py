"""Find the newest hits of a query and weigh them, in two statements."""

from dataclasses import dataclass
from datetime import datetime
from math import prod
from typing import Any

from django.db import connection

from articles.querysets import ArticleQuerySet
from articles.search.parsing import Query
from articles.search.ranking import score_sql

_PHRASE_WINDOW = 3000
_HEADLINE_WINDOW = 5000
_HEADLINE_HITS = 200
# From this share of all rows on, reading by date finds the newest hits sooner than the index does.
_USUAL_SHARE = 0.08
_COLUMNS = ("id", "published_at", "section_id", "source_id")

# PostgreSQL keeps the shares of the thousand most usual lexemes; any other is rarer than those.
_SHARES = """
SELECT usual.lexeme, usual.share
FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS usual(lexeme, share)
WHERE schemaname = current_schema() AND tablename = 'articles_articlesearch' AND attname = 'vector'
  AND usual.lexeme = ANY(%s)
"""

# Written out for each plan: the planner cannot choose well between them (it takes the words of a
# query for independent), and materialising keeps it from mixing them. OFFSET 0 keeps the vectors of
# the chosen few from being looked for in the index again; the empty vector unpacks each only once.
_BY_INDEX = """
WITH hit AS MATERIALIZED (
    SELECT article_id AS id FROM articles_articlesearch WHERE vector @@ %s::tsquery
), newest AS MATERIALIZED (
    SELECT a.* FROM ({articles}) a JOIN hit ON hit.id = a.id
    ORDER BY a.published_at DESC, a.id DESC LIMIT %s
), titled AS (
    SELECT a.* FROM (SELECT id FROM hit ORDER BY id DESC LIMIT %s) h
    CROSS JOIN LATERAL (
        SELECT vector FROM articles_articlesearch WHERE article_id = h.id OFFSET 0
    ) s
    JOIN ({articles}) a ON a.id = h.id
    WHERE s.vector @@ %s::tsquery
    ORDER BY a.published_at DESC LIMIT %s
), chosen AS (
    SELECT *, true AS is_newest FROM newest
    UNION ALL
    SELECT *, false FROM titled WHERE id NOT IN (SELECT id FROM newest)
)
"""
_BY_DATE = """
WITH newest AS MATERIALIZED (
    SELECT a.* FROM ({articles}) a
    JOIN articles_articlesearch s ON s.article_id = a.id AND s.vector @@ %s::tsquery
    ORDER BY a.published_at DESC, a.id DESC LIMIT %s
), chosen AS (
    SELECT *, true AS is_newest FROM newest
)
"""
_WEIGHED = """
SELECT chosen.id, chosen.published_at, chosen.section_id, chosen.source_id, {score}, chosen.is_newest,
       (SELECT count(*) FROM newest)
FROM chosen CROSS JOIN LATERAL (
    SELECT vector || ''::tsvector AS vector FROM articles_articlesearch WHERE article_id = chosen.id OFFSET 0
) s
WHERE s.vector @@ %s::tsquery
ORDER BY chosen.published_at DESC, chosen.id DESC
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article as far as ranking and facets need it; the newest come first."""

    pk: int
    published_at: datetime
    section: int | None
    source: int | None
    score: float = 0.0
    is_newest: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The hits weighed; not all there are where the window was full."""

    hits: list[Hit]
    is_all: bool


def newest(articles: ArticleQuerySet, *, most: int) -> Found:
    """List the newest articles, for an empty query."""
    rows = articles.newest_first().values_list(*_COLUMNS)[: most + 1]
    hits = [Hit(*row) for row in rows]
    return Found(hits, is_all=len(hits) <= most)


def find(query: Query, articles: ArticleQuerySet, *, most: int) -> Found:
    """Find the newest `most` hits of `query`, and in rarer words those that have them in the headline.

    The order of a phrase is looked at in the newest 3000 articles that hold its words.
    """
    window = _PHRASE_WINDOW if query.has_phrases else most + 1
    sql, params = _plan(query, articles, window)
    score, score_params = score_sql(query)
    with connection.cursor() as cursor:
        cursor.execute(sql + _WEIGHED.format(score=score), [*params, *score_params, query.tsquery])
        rows = cursor.fetchall()
    seen = rows[0][-1] if rows else 0
    return Found([Hit(*row[:-1]) for row in rows], is_all=seen < window)


def _plan(query: Query, articles: ArticleQuerySet, window: int) -> tuple[str, list[Any]]:
    inner, inner_params = articles.order_by().values(*_COLUMNS).query.sql_with_params()
    if share(query) >= _USUAL_SHARE:
        return _BY_DATE.format(articles=inner), [*inner_params, query.words_tsquery, window]
    params = [
        query.words_tsquery, *inner_params, window,
        _HEADLINE_WINDOW, *inner_params, query.headline_tsquery, _HEADLINE_HITS,
    ]  # fmt: skip
    return _BY_INDEX.format(articles=inner), params


def share(query: Query) -> float:
    """Estimate the share of all articles that hold every word; 1 for a query of exclusions only."""
    if not query.wanted:
        return 1.0
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [list(query.wanted)])
        known = dict(cursor.fetchall())
    return prod(known.get(lexeme, 0.0) for lexeme in query.wanted)
