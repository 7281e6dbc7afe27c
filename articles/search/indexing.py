"""Write the search rows and the sketches: made in Python, stored under `simple` (DESIGN 2.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import Any

from django.db import connection

from articles.models import Article
from articles.sanitizing import plain_text
from articles.search.groups import gather
from articles.search.vectors import make_vectors
from articles.search.words import READING, Texts
from articles.similarity.copies import Text
from articles.similarity.groups import regroup
from articles.similarity.numbers import pack
from articles.similarity.similar import mark_due
from articles.similarity.sketches import sketches
from articles.similarity.telling import main_terms
from articles.words import refresh
from newsroom.arabic import analyser_version

_FORGET_ROWS = "DELETE FROM articles_articlesearch WHERE article_id = ANY(%s)"
_COPY = """
COPY articles_articlesearch (article_id, analyser_version, day, vector, numbers) FROM STDIN (FORMAT binary)
"""
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_ROW = Struct(">hiqiiiii")
_DAY_SECONDS, _NO_DAY = 86_400, 2**31 - 1
_TABLES = {"articles_articleshingle": "hash", "articles_articleterm": "term"}
_FORGET = {table: f"DELETE FROM {table} WHERE article_id = ANY(%s)" for table in _TABLES}  # noqa: S608 — ours
_POST = {
    table: f"INSERT INTO {table} ({column}, article_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"  # noqa: S608
    for table, column in _TABLES.items()
}


@dataclass(slots=True)
class Described:
    """What is indexed of an article: the tsvector as PostgreSQL takes it, its text as numbers, the sketch."""

    vector: bytes
    numbers: bytes
    shingles: list[int]
    probes: list[int]
    terms: list[int]


def describe_in_bulk(articles: Sequence[tuple[str, str, str]]) -> list[Described]:
    """Work out the search rows of articles, each a headline, a summary and a text."""
    with READING:
        texts = Texts(articles)
        groups, (stems, ends) = gather(texts), texts.stems()
        vectors, terms = make_vectors(texts, groups), main_terms(texts, groups)
    told = zip(vectors, pack(stems, ends), sketches(stems, ends), terms, strict=True)
    return [
        Described(vector, numbers, shingles, probes, most_telling)
        for vector, numbers, (shingles, probes), most_telling in told
    ]


def index_in_bulk(articles: Sequence[Article]) -> None:
    """Make or replace the search rows and the sketches of `articles`, and look anew for their copies."""
    if not articles:
        return
    refresh()
    version = analyser_version()
    texts = [(article.headline, article.summary, plain_text(article.body)) for article in articles]
    described = list(zip(articles, describe_in_bulk(texts), strict=True))
    with connection.cursor() as cursor:
        # Whoever indexes an article holds its row.
        cursor.execute(_FORGET_ROWS, [[article.pk for article in articles]])
        write_rows(cursor, [search_row(a.pk, version, a.published_at, d) for a, d in described])
    _replace("articles_articleshingle", [(a.pk, d.shingles) for a, d in described])
    _replace("articles_articleterm", [(a.pk, d.terms) for a, d in described])
    mark_due([article.pk for article in articles])
    regroup([_text_of(article, d) for article, d in described])


def search_row(article: int, version: int, published_at: datetime | None, described: Described) -> bytes:
    """Return a search row as COPY reads it in binary (PostgreSQL's manual, "COPY: Binary Format")."""
    vector, numbers = described.vector, described.numbers
    sizes = len(vector), len(numbers)
    row = _ROW.pack(5, 8, article, 4, version, 4, day_of(published_at), sizes[0])
    return row + vector + sizes[1].to_bytes(4) + numbers


def day_of(moment: datetime | None) -> int:
    """Count the days in UTC since 1970; the greatest without a time, as the database does."""
    return int(moment.timestamp() // _DAY_SECONDS) if moment else _NO_DAY


def write_rows(cursor: Any, rows: Iterable[bytes]) -> None:
    with connection.wrap_database_errors, cursor.copy(_COPY) as copy:
        copy.write(b"".join([_HEADER, *rows, b"\xff\xff"]))


def _replace(table: str, postings: Sequence[tuple[int, list[int]]]) -> None:
    """Put numbers in the place of those that a table has of some articles."""
    pairs = [(number, article) for article, numbers in postings for number in numbers]
    columns = [[number for number, _pk in pairs], [pk for _number, pk in pairs]]
    with connection.cursor() as cursor:
        cursor.execute(_FORGET[table], [[article for article, _numbers in postings]])
        cursor.execute(_POST[table], columns)


def _text_of(article: Article, described: Described) -> Text:
    return Text(
        article=article.pk, external_id=article.external_id, headline_key=article.headline_key,
        source=article.source_id, published_at=article.published_at, is_public=False,
        numbers=described.numbers, shingles=described.shingles, probes=described.probes,
    )  # fmt: skip
