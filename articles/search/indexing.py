"""Write the search rows: lexemes made in Python, stored under `simple` (DESIGN 2.7)."""

import json
from collections.abc import Iterator, Sequence

from django.db import connection

from articles.models import Article
from articles.sanitizing import plain_text
from newsroom.arabic import ANALYSER_VERSION, Token, analyse

MAX_POSITION = 16383
MAX_POSITIONS = 255
MAX_LEXEME_BYTES = 2000

_UPSERT = """
INSERT INTO articles_articlesearch (article_id, vector, analyser_version)
SELECT (row->>0)::bigint, (row->>1)::tsvector, %s FROM jsonb_array_elements(%s::jsonb) AS row
ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector, analyser_version = excluded.analyser_version
"""


def index_in_bulk(articles: Sequence[Article]) -> None:
    """Make or replace the search rows of `articles` in one statement."""
    if not articles:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            # One JSON text: escaping the quotes of an array of vectors costs more than making them.
            [ANALYSER_VERSION, json.dumps([(a.pk, vector_literal(a)) for a in articles], ensure_ascii=False)],
        )


def vector_literal(article: Article) -> str:
    """Return the tsvector text of an article: headline weighs A, summary B, body D.

    Each word gives its stem and its exact form behind «=», so that an exact match can rank first.
    """
    positions: dict[str, list[str]] = {}
    offset = 0
    for text, weight in ((article.headline, "A"), (article.summary, "B"), (plain_text(article.body), "")):
        last = 0
        for token in analyse(text):
            last = token.position + 1
            place = f"{min(offset + last, MAX_POSITION)}{weight}"
            for lexeme in _lexemes(token):
                positions.setdefault(lexeme, []).append(place)
        offset += last + 1
    return " ".join(
        f"{quote_lexeme(lexeme)}:{','.join(places[:MAX_POSITIONS])}" for lexeme, places in positions.items()
    )


def _lexemes(token: Token) -> Iterator[str]:
    """Stop words keep only their exact form, so that a query of nothing else still answers."""
    exact = f"={token.exact}"
    if not token.is_stop and len(token.lexeme.encode()) < MAX_LEXEME_BYTES:
        yield token.lexeme
    if len(exact.encode()) < MAX_LEXEME_BYTES:
        yield exact


def quote_lexeme(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
