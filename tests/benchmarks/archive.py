"""Archives to measure on: the corpus where NEWSROOM_CORPUS is set, else invented texts; both to any size."""

import gzip
import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.records import Record
from newsroom.arabic.lexicon import frequencies
from tests.factories import make_record, write_articles

BATCH = 500


def iter_records() -> Iterator[Record]:
    """Yield records without end; a corpus that runs out comes again under other identities and headlines."""
    corpus = os.environ.get("NEWSROOM_CORPUS")
    for turn in count():
        for record in _real(corpus) if corpus else _invented():
            if turn:
                record.id, record.url = f"{record.id}-{turn}", None
                record.headline = f"{record.headline} ({turn})"
            yield record


def _real(corpus: str) -> Iterator[Record]:
    """Yield the articles of the corpus mixed, so that any part of it is like the whole."""
    with gzip.open(Path(corpus) / "data" / "articles_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = file.readlines()
    random.Random(7).shuffle(lines)
    yield from (Record.from_mapping(json.loads(line)) for line in lines)


def _invented() -> Iterator[Record]:
    """Yield texts whose words are as frequent as in real news."""
    chance = random.Random(7)
    words, weights = zip(*frequencies().items(), strict=True)
    for _ in range(2000):
        text = chance.choices(words, weights, k=220)
        yield make_record(headline=" ".join(text[:9]), body=" ".join(text[9:]))


def fill(records: Iterator[Record], size: int) -> float:
    """Import `size` records in batches; returns articles a second."""
    start, left = time.perf_counter(), size
    while batch := list(islice(records, min(BATCH, left))):
        write_articles(*batch)
        left -= len(batch)
        if not left:
            break
    rate = size / (time.perf_counter() - start)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return round(rate, 1)


def measure(work, repeats: int = 5) -> dict[str, float]:
    """Return the median milliseconds and the number of queries of `work`."""
    seconds = []
    for _ in range(repeats):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return {"ms": round(1000 * statistics.median(seconds), 1), "queries": len(queries)}


def report(capsys, figures: dict) -> None:
    """Print figures as a table and as JSON."""
    with capsys.disabled():
        print("", *(f"{name:44} {figure}" for name, figure in figures.items()), sep="\n")
        print(json.dumps(figures, ensure_ascii=False))
