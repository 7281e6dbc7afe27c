"""Write the search rows and the sketches: made in Python, stored under `simple` (DESIGN 2.7)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from articles.models import Article
from articles.sanitizing import plain_text
from articles.search.vectors import make_vector
from articles.similarity.copies import Text
from articles.similarity.groups import regroup
from articles.similarity.numbers import main_terms, pack
from articles.similarity.similar import mark_due
from articles.similarity.sketches import sketch
from articles.words import refresh
from newsroom.arabic import analyser_version

_UPSERT = """
INSERT INTO articles_articlesearch (article_id, vector, numbers, analyser_version)
SELECT (row->>0)::bigint, (row->>1)::tsvector, decode(row->>2, 'hex'), %s
FROM jsonb_array_elements(%s::jsonb) AS row
ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector, numbers = excluded.numbers,
    analyser_version = excluded.analyser_version
"""
_TABLES = {"articles_articleshingle": "hash", "articles_articleterm": "term"}
_FORGET = {table: f"DELETE FROM {table} WHERE article_id = ANY(%s)" for table in _TABLES}  # noqa: S608 — ours
_POST = {
    table: f"INSERT INTO {table} ({column}, article_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"  # noqa: S608
    for table, column in _TABLES.items()
}


@dataclass(slots=True)
class Described:
    """What is indexed of an article: the tsvector text, its text as numbers, and the sketch of that."""

    vector: str
    numbers: bytes
    shingles: list[int]
    probes: list[int]
    terms: list[int]


def describe(headline: str, summary: str, text: str) -> Described:
    """Work out the search row of an article: headline A, summary B, text D."""
    vector, numbers = make_vector([(headline, "A"), (summary, "B"), (text, "")])
    terms = main_terms(numbers[0], numbers[-1])
    return Described(vector, pack(numbers[0], numbers[-1]), *sketch(numbers[-1]), terms)


def index_in_bulk(articles: Sequence[Article]) -> None:
    """Make or replace the search rows and the sketches of `articles`, and look anew for their copies."""
    if not articles:
        return
    refresh()
    version = analyser_version()
    described = [(a, describe(a.headline, a.summary, plain_text(a.body))) for a in articles]
    # One JSON text: escaping the quotes of an array of vectors costs more than making them.
    rows = json.dumps([(a.pk, d.vector, d.numbers.hex()) for a, d in described], ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [version, rows])
    _replace("articles_articleshingle", [(a.pk, d.shingles) for a, d in described])
    _replace("articles_articleterm", [(a.pk, d.terms) for a, d in described])
    mark_due([article.pk for article in articles])
    regroup([_text_of(article, d) for article, d in described])


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
