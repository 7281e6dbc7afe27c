"""Complete what one types: headlines, keywords and sources, of public articles only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from math import prod, sqrt
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from articles.models import Article, Source
from articles.search.hits import newest_of
from articles.search.terms import counts_of
from articles.search.vectors import headline_mark, quote_lexeme
from newsroom.arabic import Token, analyse, fold
from newsroom.compiled import KEY, MOMENT, Compiled, beginning, moment
from newsroom.reading import read_cursor
from tags.models import Keyword

MOST_HEADLINES, MOST_NAMES = 6, 4
SHORTEST = 2
_LONGEST = 100
_MOST_WORDS = 6
_MOST_ASKED = 24
_ARTICLE = "ال"
# The last letter of all, in the order of bytes that the terms are kept in.
_LAST = "\U0010ffff"
_BEGINNINGS = """
SELECT coalesce(sum(few.held), 0) FROM unnest(%(beginnings)s::text[]) AS beginning CROSS JOIN LATERAL (
    SELECT sum(count) AS held FROM (
        SELECT count FROM articles_searchterm
        WHERE lexeme >= beginning AND lexeme < beginning || %(last)s LIMIT 5000
    ) AS terms
) AS few
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A page to go to, and what kind it is."""

    kind: str
    text: str
    url: str


def complete(text: str) -> list[Suggestion]:
    """Offer keywords and sources whose names begin so, and headlines with these words, the last one cut."""
    text = text[:_LONGEST]
    key = fold(text)
    if len(key) < SHORTEST:
        return []
    return [*_names("keyword", key), *_names("source", key), *_headlines(text)]


def _named(
    model: type[Keyword | Source], link: str, begins: str, with_article: str, now: datetime, **_derived: Any
) -> QuerySet[Any]:
    """Keep rows whose name or other name begins so, with the article or without, and one public article each.

    Each of some is asked, one by one: as a condition it would make PostgreSQL read what all articles have.
    """
    aliases = model.aliases.rel.related_model.objects.filter(key__like=begins)
    named = Q(key__like=begins) | Q(key__like=with_article) | Q(pk__in=aliases.values("target"))
    public = Article.objects.published(now).filter(**{link: OuterRef("pk")})
    first = Subquery(public.order_by().values("pk")[:1])
    rows = model.objects.filter(named).annotate(first=first).order_by("key")
    return rows.only("name", "slug")[:_MOST_ASKED]


def _heads(pks: list[int], now: datetime, **_derived: Any) -> QuerySet[Article]:
    return Article.objects.published(now).filter(pk__any=pks).only("headline", "slug")


# The patterns differ from query to query, so none is planned for all.
_PATTERNS = {"begins": "ا%", "with_article": "ب%", "is_prepared": False, **moment(MOMENT)}
_KINDS = {
    "keyword": Compiled[Any](partial(_named, Keyword, "article_keywords__tag"), **_PATTERNS),
    "source": Compiled[Any](partial(_named, Source, "source"), **_PATTERNS),
}
_HEADS = Compiled[Article](_heads, pks=[KEY], **moment(MOMENT))


def _names(kind: str, key: str) -> Iterator[Suggestion]:
    """Offer the first names that public articles have."""
    begins, with_article = beginning(key), beginning(f"{_ARTICLE}{key}")
    rows = _KINDS[kind].rows(begins=begins, with_article=with_article, **moment())
    used = (row for row in rows if row.first)
    return (Suggestion(kind, row.name, reverse(kind, args=[row.slug])) for row in islice(used, MOST_NAMES))


def _headlines(text: str) -> list[Suggestion]:
    tokens = [token for token in analyse(text) if not token.is_stop or token.end == len(text.rstrip())]
    if not tokens:
        return []
    *whole, last = tokens[:_MOST_WORDS]
    marks = [headline_mark(token.lexeme) for token in whole]
    beginnings = _beginnings(last)
    if not beginnings and not marks:
        return []
    share = _share(marks, beginnings)
    tsquery = " & ".join([*map(quote_lexeme, marks), *_any(beginnings)])
    rows = newest_of(tsquery, share, Article.objects.published(), most=MOST_HEADLINES)
    found = {article.pk: article for article in (_HEADS.rows(pks=rows, **moment()) if rows else [])}
    return [
        Suggestion("headline", found[pk].headline, found[pk].get_absolute_url()) for pk in rows if pk in found
    ]


def _beginnings(last: Token) -> list[str]:
    """Return what the last word may begin with, and its stem in case it is whole: «السيارا» → سيارا، سيار."""
    typed = {last.exact, last.exact.removeprefix(_ARTICLE), last.lexeme}
    return sorted(headline_mark(part) for part in typed if len(part) >= SHORTEST and part != _ARTICLE)


def _any(beginnings: list[str]) -> list[str]:
    return [f"({' | '.join(f'{quote_lexeme(part)}:*' for part in beginnings)})"] if beginnings else []


def _share(marks: list[str], beginnings: list[str]) -> float:
    """Estimate which share of all articles has these words in the headline."""
    counts = counts_of(marks)
    shares = [counts.share(mark) for mark in marks]
    if beginnings and counts.total:
        shares.append(_count_beginnings(beginnings) / counts.total)
    return sqrt(prod(shares) * min(shares)) if shares else 0.0


def _count_beginnings(beginnings: list[str]) -> int:
    with read_cursor() as cursor:
        cursor.execute(_BEGINNINGS, {"last": _LAST, "beginnings": beginnings})
        return int(cursor.fetchone()[0])
