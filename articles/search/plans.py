"""Choose how the newest hits of a query are found, and say it in SQL.

Written out, since the planner takes the words of a query for independent and knows little of dates.
"""

from dataclasses import dataclass, replace
from math import prod, sqrt
from typing import Any

from articles.querysets import ArticleQuerySet
from articles.search.parsing import Query
from articles.search.terms import Counts

# No more hits are read than so many, and fewer where their order is looked at too, however wrong the
# estimate was.
_MOST_READ, _MOST_WITH_PHRASES = 24_000, 18_000
# To read a hit takes as long as the index takes to look past so many articles.
_DEAR = 4
# In a narrowed list no more articles are looked at one by one.
_MOST_LOOKED_AT = 10_000
# A stretch of time is expected to hold so many times as many hits as are wanted; of several words one cannot
# tell well.
_SPARE, _SPARE_OF_SEVERAL = 1.5, 2.5
# For the last few no second look is worth its while.
_ENOUGH = 0.9
_LEAST_GROWTH = 2
COLUMNS = ("id", "published_at", "section_id", "source_id")

# The day stands in the index beside the words: of a usual word only the hits of the last days are read.
_ALL_DAYS = "since AS (SELECT 0 AS day WHERE false), "
_LAST_DAYS = """
since AS (
    SELECT articles_day_of(published_at) AS day FROM (
        SELECT published_at FROM articles_article WHERE status = 'published'
        ORDER BY published_at DESC, id DESC OFFSET %s LIMIT 1
    ) last
), """
_IN_LAST_DAYS = " AND day >= coalesce((SELECT day FROM since), -2147483648)"
_BY_INDEX = """
seen AS MATERIALIZED (
    SELECT article_id AS id, day{fits} FROM articles_articlesearch WHERE vector @@ %s::tsquery{days} LIMIT %s
), latest AS MATERIALIZED (
    SELECT id FROM seen{where} ORDER BY day DESC, id DESC LIMIT %s
), newest AS MATERIALIZED (
    SELECT a.* FROM ({articles}) a JOIN latest ON latest.id = a.id
    ORDER BY a.published_at DESC, a.id DESC LIMIT %s
)"""
_BY_DATE = """
seen AS MATERIALIZED (
    SELECT * FROM ({articles}) a ORDER BY published_at DESC, id DESC LIMIT %s
), newest AS MATERIALIZED (
    SELECT seen.* FROM seen
    JOIN articles_articlesearch s ON s.article_id = seen.id AND s.vector @@ %s::tsquery
    ORDER BY seen.published_at DESC, seen.id DESC LIMIT %s
)"""
FITS = ", vector @@ %s::tsquery AS fits"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a query looks for its newest `wanted` hits: among all where `rows` is None, else among so many of
    the newest articles, and whether it looks at them one by one.

    No more than `read` hits are read, and `joined` of these are asked whether they are among the articles. A
    phrase is looked for in what holds its words: `wanted` are these.
    """

    wanted: int
    rows: int | None = None
    is_by_date: bool = False
    read: int = _MOST_READ
    joined: int = _MOST_READ

    def is_all(self, seen: int, *, has_older: bool) -> bool:
        """Tell whether nothing was left unseen."""
        most = (self.rows or 0) if self.is_by_date else min(self.read, self.joined + 1)
        return not has_older and seen < most

    def after(self, seen: int, found: int, *, has_older: bool, total: int) -> "Plan | None":
        """Return the plan to follow where this one looked too far back or not far enough."""
        if self.is_by_date:
            return None
        if seen >= self.read:
            share = seen / (self.rows or total or 1)
            return replace(self, rows=max(round(_SPARE * self.wanted / share), 1))
        if found >= _ENOUGH * self.wanted:
            return None
        if seen > self.joined:
            return replace(self, joined=_MOST_READ)
        if self.rows is None or not has_older:
            return None
        rows = _rows(max(found, 1) / self.rows, total, round(_SPARE * self.wanted))
        return replace(self, rows=rows and max(rows, _LEAST_GROWTH * self.rows))


def _rows(share: float, total: int, most: int) -> int | None:
    """Return among how many of the newest articles `most` of this share are, None where all are soon read."""
    hits = share * total
    if hits <= most or _DEAR * hits <= most / share + _DEAR * most:
        return None
    return round(most / share)


def choose(query: Query, counts: Counts, *, wanted: int, most: int, is_narrowed: bool) -> Plan:
    """Read all hits where there are few; else those of the last days, or a narrowed list one by one."""
    share = estimate(query, counts)
    is_sure = query.has_phrases or len(query.wanted) == 1
    rows = _rows(share, counts.total, round((_SPARE if is_sure else _SPARE_OF_SEVERAL) * wanted))
    if rows and is_narrowed:
        return Plan(wanted, min(rows, _MOST_LOOKED_AT), is_by_date=True)
    read = _MOST_WITH_PHRASES if query.has_phrases else _MOST_READ
    joined = read if is_narrowed or query.has_phrases else round(_SPARE * most)
    return Plan(wanted, rows, read=read, joined=joined)


def estimate(query: Query, counts: Counts) -> float:
    """Estimate the share of all articles that hold every word; 1 for a query of exclusions only.

    Words of one story come together: their product is far too little, the rarest alone too much.
    """
    shares = [counts.share(lexeme) for lexeme in query.wanted]
    return sqrt(prod(shares) * min(shares)) if shares else 1.0


def subquery(articles: ArticleQuerySet) -> tuple[str, tuple[Any, ...]]:
    return articles.order_by().values(*COLUMNS).query.sql_with_params()


def newest_sql(
    plan: Plan, articles: ArticleQuerySet, words: str, whole: str = "", *, most: int
) -> tuple[str, list[Any]]:
    """Return the common table expressions `since`, empty where there is nothing older, `seen` and `newest`.

    These are the `most` newest hits of a tsquery `words` that an index alone can answer; of those that have
    the words, keep what fits the `whole` query.
    """
    inner, params = subquery(articles)
    if plan.is_by_date:
        return _ALL_DAYS + _BY_DATE.format(articles=inner), [*params, plan.rows, whole or words, most]
    is_bound = plan.rows is not None
    sql = _BY_INDEX.format(
        articles=inner,
        days=_IN_LAST_DAYS if is_bound else "",
        fits=FITS if whole else "",
        where=" WHERE fits" if whole else "",
    )
    of_words = [*([whole] if whole else []), words, plan.read, plan.joined]
    bound = [plan.rows] if is_bound else []
    return (_LAST_DAYS if is_bound else _ALL_DAYS) + sql, [*bound, *of_words, *params, most]
