"""Time the search and the links of a page."""

import random

import pytest
from django.urls import reverse

from articles.models import Article
from articles.similarity.duplicates import duplicates_of
from articles.similarity.related import shown_links
from tests.benchmarks.archive import fill, iter_records, measure, report

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SIZE = 16_000
QUERIES = ["رئيس", "رئيس الوزراء", "في", "«مجلس الأمن»", "الموصل", "وزير -لبنان", "زقزقة", ""]


def test_search_and_links_at_size(client, capsys):
    fill(iter_records(), SIZE)
    figures = {"articles": Article.objects.published().count()}
    for text in QUERIES:
        figures[f"search.json {text}"] = measure(lambda q=text: client.get(reverse("search-json"), {"q": q}))
        figures[f"search {text}"] = measure(lambda q=text: client.get(reverse("search"), {"q": q}))
    sample = random.Random(7).sample(list(Article.objects.published()), 50)
    turns = {"links": iter(sample), "duplicates": iter(sample)}
    figures["links"] = measure(lambda: shown_links(next(turns["links"])), repeats=len(sample))
    figures["duplicates"] = measure(lambda: duplicates_of(next(turns["duplicates"])), repeats=len(sample))
    report(capsys, figures)
    assert all(figure["queries"] <= 9 for name, figure in figures.items() if name != "articles")
