"""Find the newest hits of a query and weigh them, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from articles.querysets import ArticleQuerySet
from articles.search.parsing import Query
from articles.search.plans import COLUMNS, FITS, Plan, choose, newest_sql, subquery
from articles.search.ranking import score_sql, words_of
from articles.search.terms import Counts
from newsroom.reading import read_cursor

_PHRASE_WINDOW = 1500
_HEADLINE_HITS = 200
_MOST_WEIGHED = 400
# More headlines than these hold the words: the newest hits are full of them.
_MOST_HEADLINES = 1500
_MOST_TRIES = 4
# Of so many newest rows some hold a word of this share for sure.
_FEW_ROWS = 500

# What no worker may run keeps PostgreSQL from starting workers, who read on past the last hit wanted.
_ALONE = "WITH alone AS (SELECT set_config('jit', 'off', true)), "
_TITLED = """
, titled AS (
    SELECT a.* FROM ({articles}) a
    JOIN (SELECT article_id{fits} FROM articles_articlesearch WHERE vector @@ %s::tsquery OFFSET 0) hit
    ON hit.article_id = a.id{where}
    ORDER BY a.published_at DESC, a.id DESC LIMIT %s
), chosen AS (
    SELECT *, true AS is_newest FROM newest
    UNION ALL
    SELECT *, false FROM titled WHERE id NOT IN (SELECT id FROM newest)
)"""
_KEYS = " SELECT id FROM newest ORDER BY published_at DESC, id DESC"
_UNTITLED = ", chosen AS (SELECT *, true AS is_newest FROM newest)"
# Only the first are weighed: each costs the unpacking of its vector; the empty vector unpacks it only once.
_WEIGHED = """
SELECT weighed.*, (SELECT count(*) FROM seen), (SELECT count(*) FROM newest), EXISTS (SELECT FROM since)
FROM (SELECT) always LEFT JOIN (
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
        FROM chosen
    ) chosen
    ORDER BY chosen.published_at DESC, chosen.id DESC
) weighed ON true
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
    rows = articles.newest_first().values_list(*COLUMNS, "copy_member__group")[: most + 1]
    hits = [
        Hit(pk, moment.timestamp(), section, source, story=story)
        for pk, moment, section, source, story in rows
    ]
    return Found(hits, is_all=len(hits) <= most)


def find(
    query: Query, articles: ArticleQuerySet, counts: Counts, *, most: int, is_narrowed: bool = False
) -> Found:
    """Find the newest `most` hits of `query`, and of any age those that have its words in the headline.

    How far back the newest are is estimated, and looked for again where that was wrong. The order of a phrase
    is looked at in the newest articles that hold its words, some two thousand.
    """
    wanted = _PHRASE_WINDOW if query.has_phrases else most + 1
    plan = choose(query, counts, wanted=wanted, most=most, is_narrowed=is_narrowed)
    for _again in range(_MOST_TRIES):
        look = _look(query, plan, articles, counts, most + 1)
        told = look.seen if query.has_phrases else look.found
        following = plan.after(look.seen, told, has_older=look.has_older, total=counts.total)
        if not following:
            break
        plan = following
    is_all = plan.is_all(look.seen, has_older=look.has_older) and look.found <= most
    return Found([Hit(*row) for row in look.rows], is_all)


def _look(query: Query, plan: Plan, articles: ArticleQuerySet, counts: Counts, most: int) -> "_Look":
    whole = query.tsquery if query.has_phrases else ""
    sql, params = newest_sql(plan, articles, query.words_tsquery, whole, most=most)
    titled, of_titled = _titled(query, articles, counts)
    score, of_score = score_sql(words_of(query, counts.rarity))
    return _fetch_weighed(sql + titled, [*params, *of_titled], score, of_score)


class _Look(NamedTuple):
    """Rows of hits; how many rows were seen and found to be newest hits, and whether there are older ones."""

    rows: list[tuple[Any, ...]]
    seen: int
    found: int
    has_older: bool


def _fetch_weighed(sql: str, params: Sequence[Any], score: str, of_score: Sequence[Any]) -> _Look:
    rows = _fetch(sql + _WEIGHED.format(most=_MOST_WEIGHED, score=score), [*params, *of_score])
    # A row without an article tells the rest where none fits.
    return _Look([row[:-3] for row in rows if row[0]], *rows[0][-3:])


def _titled(query: Query, articles: ArticleQuerySet, counts: Counts) -> tuple[str, list[Any]]:
    headlines = [counts.by_lexeme.get(mark, 0) for mark in query.marks]
    if not headlines or min(headlines) > _MOST_HEADLINES:
        return _UNTITLED, []
    inner, params = subquery(articles)
    whole = [query.tsquery] if query.has_phrases else []
    fits, where = (FITS, " AND hit.fits") if whole else ("", "")
    sql = _TITLED.format(articles=inner, fits=fits, where=where)
    return sql, [*params, *whole, query.headline_tsquery, _HEADLINE_HITS]


def _fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with read_cursor() as cursor:
        cursor.execute(_ALONE + sql, params)
        return cursor.fetchall()


def find_any(
    tsquery: str,
    words: Sequence[tuple[str, float]],
    articles: ArticleQuerySet,
    *,
    most: int,
) -> list[Hit]:
    """Find the newest hits of a tsquery that few articles fit."""
    sql, params = newest_sql(Plan(most), articles, tsquery, most=most)
    look = _fetch_weighed(sql + _UNTITLED, params, *score_sql(words))
    return [Hit(*row) for row in look.rows]


def newest_of(tsquery: str, share: float, articles: ArticleQuerySet, *, most: int) -> list[int]:
    """List the newest few of a tsquery that about `share` of all articles fit."""
    is_usual = share * _FEW_ROWS > most
    plan = Plan(most, _FEW_ROWS, is_by_date=True) if is_usual else Plan(most, joined=_FEW_ROWS)
    sql, params = newest_sql(plan, articles, tsquery, most=most)
    return [pk for (pk,) in _fetch(sql + _KEYS, params)]
