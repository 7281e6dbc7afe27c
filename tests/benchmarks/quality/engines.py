"""The engines compared: ours by its public address, and four that a newsroom would have instead."""

from typing import Any

import bm25s
import numpy as np
import tantivy
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.benchmarks.quality import lucene
from tests.benchmarks.quality.bench import Engine
from tests.benchmarks.quality.corpus import Item
from tests.benchmarks.quality.measures import TOP
from tests.benchmarks.quality.site import NAMESPACE


class Ours:
    """`/search.json` as readers ask it."""

    name = "newsroom"

    def __init__(self, _items: list[Item]) -> None:
        self.client = Client()

    def search(self, text: str) -> list[str]:
        answer: dict[str, Any] = self.client.get(reverse("search-json"), {"q": text}).json()
        found = (result["external_id"].removeprefix(f"{NAMESPACE}:") for result in answer["results"])
        return list(found)[:TOP]


class Postgres:
    """All words under the configuration `arabic`, headline before text, by cover density."""

    name = "PostgreSQL arabic, AND"

    def __init__(self, items: list[Item]) -> None:
        self.run("CREATE TEMP TABLE quality_peer (id text, vector tsvector)")
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO quality_peer SELECT %s, setweight(to_tsvector('arabic', %s), 'A')"
                " || to_tsvector('arabic', %s)",
                [(item.id, item.headline, item.body) for item in items],
            )
        self.run("CREATE INDEX ON quality_peer USING gin (vector)")
        self.run("ANALYZE quality_peer")

    def run(self, sql: str, params: Any = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)

    def search(self, text: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM quality_peer, plainto_tsquery('arabic', %s) AS asked WHERE vector @@ asked"
                " ORDER BY ts_rank_cd(vector, asked) DESC, id LIMIT %s",
                [text, TOP],
            )
            return [pk for (pk,) in cursor.fetchall()]


class Contains:
    """Every word anywhere in headline or text, as `icontains` has it; those in the headline first."""

    name = "icontains"

    def __init__(self, items: list[Item]) -> None:
        self.texts = [(item.id, item.headline.lower(), item.body.lower()) for item in items]

    def search(self, text: str) -> list[str]:
        words = text.lower().split()
        held = [row for row in self.texts if all(word in row[2] or word in row[1] for word in words)]
        held.sort(key=lambda row: not all(word in row[1] for word in words))
        return [row[0] for row in held[:TOP]]


class Tantivy:
    name = "tantivy, Snowball Arabic"

    def __init__(self, items: list[Item]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in ("headline", "body"):
            builder.add_text_field(field, tokenizer_name="ar_stem")
        self.index = tantivy.Index(builder.build())
        writer = self.index.writer()
        for item in items:
            writer.add_document(tantivy.Document(id=item.id, headline=item.headline, body=item.body))
        writer.commit()
        self.index.reload()

    def search(self, text: str) -> list[str]:
        words = " ".join(part for part in text.split() if part.isalnum() or not part.isascii())
        query, _errors = self.index.parse_query_lenient(words, ["headline", "body"])
        searcher = self.index.searcher()
        hits = searcher.search(query, TOP).hits
        return [searcher.doc(address)["id"][0] for _score, address in hits]


class LuceneRules:
    name = "BM25, Lucene's Arabic rules"

    def __init__(self, items: list[Item]) -> None:
        self.ids = np.array([item.id for item in items])
        self.index = bm25s.BM25(k1=1.2, b=0.75)
        self.index.index(
            [lucene.analyse(f"{item.headline}\n{item.body}") for item in items], show_progress=False
        )

    def search(self, text: str) -> list[str]:
        terms = [term for term in lucene.analyse(text) if term in self.index.vocab_dict]
        if not terms:
            return []
        size = min(TOP, len(self.ids))
        found, scores = self.index.retrieve([terms], corpus=self.ids, k=size, show_progress=False)
        return [str(pk) for pk, score in zip(found[0], scores[0], strict=True) if score > 0]


ENGINES: list[type[Any]] = [Ours, Postgres, Contains, Tantivy, LuceneRules]


def make_engines(items: list[Item], *, only: list[str] | None = None) -> list[Engine]:
    """Give every engine the articles; ours comes first."""
    wanted = [engine for engine in ENGINES if not only or engine.name.startswith(tuple(only))]
    return [engine(items) for engine in wanted]
