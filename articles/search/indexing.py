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
from articles.similarity.numbers import pack
from articles.similarity.sketches import sketch
from newsroom.arabic import ANALYSER_VERSION

_UPSERT = """
INSERT INTO articles_articlesearch (article_id, vector, numbers, analyser_version)
SELECT (row->>0)::bigint, (row->>1)::tsvector, decode(row->>2, 'hex'), %s
FROM jsonb_array_elements(%s::jsonb) AS row
ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector, numbers = excluded.numbers,
    analyser_version = excluded.analyser_version
"""
_FORGET = "DELETE FROM articles_articleshingle WHERE article_id = ANY(%s)"
_SKETCH = (
    "INSERT INTO articles_articleshingle (hash, article_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
)


@dataclass(slots=True)
class Described:
    """What is indexed of an article: the tsvector text, its text as numbers, and the sketch of that."""

    vector: str
    numbers: bytes
    shingles: list[int]


def describe(headline: str, summary: str, text: str) -> Described:
    """Work out the search row of an article: headline A, summary B, text D."""
    vector, numbers = make_vector([(headline, "A"), (summary, "B"), (text, "")])
    return Described(vector, pack(numbers[-1]), sketch(numbers[-1]))


def index_in_bulk(articles: Sequence[Article]) -> None:
    """Make or replace the search rows and the sketches of `articles`, and look anew for their copies."""
    if not articles:
        return
    described = [(a, describe(a.headline, a.summary, plain_text(a.body))) for a in articles]
    # One JSON text: escaping the quotes of an array of vectors costs more than making them.
    rows = json.dumps([(a.pk, d.vector, d.numbers.hex()) for a, d in described], ensure_ascii=False)
    pairs = [(shingle, a.pk) for a, d in described for shingle in d.shingles]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [ANALYSER_VERSION, rows])
        cursor.execute(_FORGET, [[article.pk for article in articles]])
        cursor.execute(_SKETCH, [[shingle for shingle, _pk in pairs], [pk for _shingle, pk in pairs]])
    regroup([_text_of(article, d) for article, d in described])


def _text_of(article: Article, described: Described) -> Text:
    return Text(
        article=article.pk, external_id=article.external_id, headline_key=article.headline_key,
        source=article.source_id, published_at=article.published_at, is_public=False,
        numbers=described.numbers, shingles=described.shingles,
    )  # fmt: skip
