"""Complete what one types: headlines, keywords and sources, of public articles only."""

from dataclasses import dataclass
from math import prod, sqrt

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from articles.models import Article, Source
from articles.search.hits import newest_of
from articles.search.terms import counts_of
from articles.search.vectors import headline_mark, quote_lexeme
from newsroom.arabic import Token, analyse, fold
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
    return [*_keywords(key), *_sources(key), *_headlines(text)]


def _named(rows: QuerySet, key: str) -> QuerySet:
    """Keep rows whose name or other name begins with `key`, with the article or without."""
    begins = Q(key__startswith=key) | Q(key__startswith=f"{_ARTICLE}{key}")
    aliases = rows.model.aliases.rel.related_model.objects.filter(key__startswith=key)
    return rows.filter(begins | Q(pk__in=aliases.values("target"))).order_by("key")


def _keywords(key: str) -> list[Suggestion]:
    public = Article.objects.published().filter(article_keywords__tag=OuterRef("pk"))
    names = _used(_named(Keyword.objects.all(), key), public)
    return [Suggestion("keyword", name, reverse("keyword", args=[slug])) for name, slug in names]


def _sources(key: str) -> list[Suggestion]:
    public = Article.objects.published().filter(source=OuterRef("pk"))
    names = _used(_named(Source.objects.all(), key), public)
    return [Suggestion("source", name, reverse("source", args=[slug])) for name, slug in names]


def _used(rows: QuerySet, public: QuerySet) -> list[tuple[str, str]]:
    """Keep the first names that public articles have.

    Each of some is asked, one by one: as a condition it would make PostgreSQL read what all articles have.
    """
    first = Subquery(public.order_by().values("pk")[:1])
    told = rows.annotate(first=first).values_list("name", "slug", "first")[:_MOST_ASKED]
    return [(name, slug) for name, slug, found in told if found][:MOST_NAMES]


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
    found = Article.objects.published().only("headline", "slug").in_bulk(rows)
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
