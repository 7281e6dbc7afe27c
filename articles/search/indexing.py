"""Write the search rows and the sketches: made in Python, stored under `simple` (DESIGN 2.7)."""

import json
from collections.abc import Sequence

from django.db import connection

from articles.models import Article
from articles.sanitizing import plain_text
from articles.search.vectors import make_vector
from articles.similarity.sketches import sketch
from articles.words import refresh
from newsroom.arabic import analyser_version

_UPSERT = """
INSERT INTO articles_articlesearch (article_id, vector, analyser_version)
SELECT (row->>0)::bigint, (row->>1)::tsvector, %s FROM jsonb_array_elements(%s::jsonb) AS row
ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector, analyser_version = excluded.analyser_version
"""
_FORGET = "DELETE FROM articles_articleshingle WHERE article_id = ANY(%s)"
_SKETCH = (
    "INSERT INTO articles_articleshingle (hash, article_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
)


def describe(headline: str, summary: str, text: str) -> tuple[str, list[int]]:
    """Return the tsvector text of an article (headline A, summary B, text D) and the sketch of its text."""
    vector, stems = make_vector([(headline, "A"), (summary, "B"), (text, "")])
    return vector, sketch(stems)


def index_in_bulk(articles: Sequence[Article]) -> None:
    """Make or replace the search rows and the sketches of `articles` in three statements."""
    if not articles:
        return
    refresh()
    version = analyser_version()
    described = [(a.pk, *describe(a.headline, a.summary, plain_text(a.body))) for a in articles]
    # One JSON text: escaping the quotes of an array of vectors costs more than making them.
    vectors = json.dumps([(pk, vector) for pk, vector, _shingles in described], ensure_ascii=False)
    pairs = [(shingle, pk) for pk, _vector, shingles in described for shingle in shingles]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [version, vectors])
        cursor.execute(_FORGET, [[article.pk for article in articles]])
        cursor.execute(_SKETCH, [[shingle for shingle, _pk in pairs], [pk for _shingle, pk in pairs]])
