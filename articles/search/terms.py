"""Count in how many articles each lexeme stands: what queries are planned, weighed and mended by.

Counted by a job, some articles at a time: a little late, and never a whole archive in one statement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from math import log

from django.db import connection, transaction

from articles.models import Article, ArticleSearch, SearchTerm, TermCount
from newsroom.arabic import ANALYSER_VERSION
from newsroom.reading import read_cursor

BLOCK = 20_000

_ADD = """
INSERT INTO articles_searchterm (lexeme, count)
SELECT word, ndoc FROM ts_stat(%s) WHERE length(word) <= 60
ON CONFLICT (lexeme) DO UPDATE SET count = articles_searchterm.count + excluded.count
"""
_LOOK_UP = """
SELECT term.lexeme, term.count, place.articles FROM articles_termcount place
LEFT JOIN articles_searchterm term ON term.lexeme = ANY(%s)
"""
_VECTORS = "SELECT vector FROM articles_articlesearch WHERE article_id > {after} AND article_id <= {last}"


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many of `total` articles each of some lexemes stands; one that is not counted is 0."""

    by_lexeme: dict[str, int]
    total: int

    def share(self, lexeme: str) -> float:
        return self.by_lexeme.get(lexeme, 0) / self.total if self.total else 0.0

    def rarity(self, lexeme: str) -> float:
        """Return the inverse document frequency, above 0: 1 and more for what few articles hold."""
        held = self.by_lexeme.get(lexeme, 0)
        return log(1 + (self.total - min(held, self.total) + 0.5) / (held + 0.5))


def counts_of(lexemes: Iterable[str]) -> Counts:
    """Look lexemes up, in one query."""
    with read_cursor() as cursor:
        cursor.execute(_LOOK_UP, [list(lexemes)])
        rows = cursor.fetchall()
    return Counts({lexeme: held for lexeme, held, _total in rows if lexeme}, rows[0][2] if rows else 0)


def count_new_terms(*, most: int = BLOCK) -> int:
    """Count the lexemes of the next `most` articles; returns how many there were.

    After a change of the analyser all is counted anew, once no row of an older one is left.
    """
    with transaction.atomic():
        place = _place()
        if place.analyser_version != ANALYSER_VERSION:
            if Article.objects.with_stale_search().exists():
                return 0
            place = forget_terms()
        return _count_block(place, most)


def _place() -> TermCount:
    TermCount.objects.get_or_create(pk=1, defaults={"analyser_version": ANALYSER_VERSION})
    return TermCount.objects.select_for_update().get(pk=1)


def _count_block(place: TermCount, most: int) -> int:
    following = ArticleSearch.objects.filter(pk__gt=place.last_article).order_by("pk")
    keys = list(following.values_list("pk", flat=True)[:most])
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [_VECTORS.format(after=place.last_article, last=keys[-1])])
        place.last_article, place.articles = keys[-1], place.articles + len(keys)
        place.save()
    return len(keys)


@transaction.atomic
def forget_terms() -> TermCount:
    """Begin to count anew."""
    place = _place()
    SearchTerm.objects.all().delete()
    place.last_article, place.articles, place.analyser_version = 0, 0, ANALYSER_VERSION
    place.save()
    return place


def count_all_terms(*, most_blocks: int | None = None) -> None:
    """Count what is not counted yet, block after block."""
    for _ in count() if most_blocks is None else range(most_blocks):
        if not count_new_terms():
            return
