"""Import an archive in two steps and time every page at each size: its queries must not grow."""

import os

import pytest
from django.urls import reverse

from articles.models import Article, ArticleKeyword, Section, Source
from tests.benchmarks.archive import fill, iter_records, measure, report

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "1000,16000").split(",")]


def addresses():
    """Name a page of each kind."""
    article = Article.objects.for_list().filter(article_keywords__isnull=False).first()
    keyword = ArticleKeyword.objects.filter(content_object=article).first()
    return {
        "home": reverse("home"),
        "keyword": reverse("keyword", args=[keyword.tag.slug]),
        "article": article.get_absolute_url(),
        "article json": reverse("article-json", args=[article.pk]),
        "section": Section.objects.first().get_absolute_url(),
        "source": Source.objects.first().get_absolute_url(),
        "archive day": reverse("archive", args=[article.published_at.year, article.published_at.month, 1]),
        "feed": reverse("feed-latest-rss"),
        "search": reverse("search") + "?q=الحكومة",
        "sitemap": reverse("sitemap"),
    }


def test_pages_at_each_size(client, admin_client, capsys):
    figures, records, there = {}, iter_records(), 0
    for size in SIZES:
        figures[f"{size} imported, articles a second"] = fill(records, size - there)
        there = size
        pages = [(name, client, address) for name, address in addresses().items()]
        pages.append(("admin list", admin_client, reverse("admin:articles_article_changelist")))
        for name, browser, address in pages:
            figures[f"{size} {name}"] = measure(lambda browser=browser, address=address: browser.get(address))
    report(capsys, figures)
    first, *others = SIZES
    for name in (name.removeprefix(f"{first} ") for name in figures if name.startswith(f"{first} ")):
        if "imported" not in name:
            assert all(
                figures[f"{size} {name}"]["queries"] == figures[f"{first} {name}"]["queries"]
                for size in others
            )
