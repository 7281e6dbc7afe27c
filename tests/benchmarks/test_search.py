"""Time the search and the links of a page on an archive of invented articles, or on the corpus."""

import gzip
import json
import os
import random
import statistics
import time
from itertools import islice
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from articles.records import Record
from articles.similarity.duplicates import duplicates_of
from articles.similarity.related import shown_links
from newsroom.arabic.lexicon import frequencies
from tests.factories import make_record, write_articles

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

INVENTED = 2000
BATCH = 500
REPEATS = 5
QUERIES = ["رئيس", "رئيس الوزراء", "في", "«مجلس الأمن»", "الموصل", "وزير -لبنان", "زقزقة", ""]


def invented():
    """Write texts whose words are as frequent as in real news."""
    chance = random.Random(7)
    words, weights = zip(*frequencies().items(), strict=True)
    for _ in range(INVENTED):
        text = chance.choices(words, weights, k=220)
        yield make_record(headline=" ".join(text[:9]), body=" ".join(text[9:]))


def real(corpus):
    with gzip.open(Path(corpus) / "data" / "articles_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (Record.from_mapping(json.loads(line)) for line in lines)


@pytest.fixture
def archive():
    corpus = os.environ.get("NEWSROOM_CORPUS")
    records = real(corpus) if corpus else invented()
    while batch := list(islice(records, BATCH)):
        write_articles(*batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Article.objects.published().count()


def measure(work, repeats=REPEATS):
    """Return the median milliseconds and the number of queries of `work`."""
    seconds = []
    for _ in range(repeats):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return {"ms": round(1000 * statistics.median(seconds), 1), "queries": len(queries)}


def test_search_and_links_at_size(archive, client, capsys):
    figures = {"articles": archive}
    for text in QUERIES:
        figures[f"search.json {text}"] = measure(lambda q=text: client.get(reverse("search-json"), {"q": q}))
        figures[f"search {text}"] = measure(lambda q=text: client.get(reverse("search"), {"q": q}))
    sample = random.Random(7).sample(list(Article.objects.published()), 50)
    turns = {"links": iter(sample), "duplicates": iter(sample)}
    figures["links"] = measure(lambda: shown_links(next(turns["links"])), repeats=len(sample))
    figures["duplicates"] = measure(lambda: duplicates_of(next(turns["duplicates"])), repeats=len(sample))
    with capsys.disabled():
        print("", *(f"{name:28} {figure}" for name, figure in figures.items()), sep="\n")  # noqa: T201
        print(json.dumps(figures, ensure_ascii=False))  # noqa: T201
    assert all(figure["queries"] <= 9 for name, figure in figures.items() if name != "articles")
