"""The time of publication beside each use of a keyword is the article's, whoever writes either."""

import importlib
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from articles.models import Article, ArticleKeyword
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db
WORDS = ["جسور", "موانئ"]


@pytest.fixture
def newsroom():
    """Articles of every way in: with their times, without one, and one that awaits its own."""
    write_articles(*(make_record(keywords=WORDS, published_at=f"2024-05-0{day}") for day in (1, 2, 3)))
    make_article(keywords=WORDS, status="draft", published_at=None)
    make_article(keywords=WORDS, published_at="2999-01-01T00:00:00Z")


def strays():
    own = F("content_object__published_at")
    return ArticleKeyword.objects.exclude(published_at=own).exclude(
        published_at=None, content_object__published_at=None
    )


def test_an_import_gives_it(newsroom):
    assert ArticleKeyword.objects.count() == 10
    assert ArticleKeyword.objects.filter(published_at=None).count() == 2
    assert not strays().exists()


def test_a_row_that_comes_without_finds_it(newsroom):
    article = Article.objects.published().first()
    rows = [ArticleKeyword(content_object=article, tag=row.tag) for row in article.article_keywords.all()]
    article.article_keywords.all().delete()
    ArticleKeyword.objects.bulk_create(rows)
    assert not strays().exists()


def test_it_follows_its_article(newsroom):
    Article.objects.filter(status="draft").update(published_at=timezone.now())
    Article.objects.filter(status="published").update(published_at=F("published_at") + timedelta(days=1))
    assert ArticleKeyword.objects.filter(published_at=None).count() == 0
    assert not strays().exists()


def test_what_was_there_before_is_filled_in_again_and_again(newsroom):
    fill = importlib.import_module("articles.migrations.0072_fill_keyword_times").fill
    ArticleKeyword.objects.update(published_at=None)
    with connection.schema_editor() as editor:
        fill(None, editor)
        fill(None, editor)
    assert ArticleKeyword.objects.filter(published_at=None).count() == 2
    assert not strays().exists()
