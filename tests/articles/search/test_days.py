"""The day of publication stands beside the words, whoever writes."""

from datetime import UTC, datetime

import pytest

from articles.models import Article, ArticleSearch
from articles.search.indexing import index_in_bulk
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

NONE = 2**31 - 1


def day_of(article):
    return ArticleSearch.objects.get(article=article).day


def test_a_public_article_has_its_day_and_a_draft_the_last_of_all():
    assert day_of(make_article(published_at="1970-01-03T23:59:00Z")) == 2
    assert day_of(make_article(published_at="1969-12-31T00:00:00Z")) == -1
    assert day_of(make_article(status="draft", published_at=None)) == NONE


def test_a_batch_gives_each_its_day():
    write_articles(make_record(published_at="1970-01-03T00:00:00Z"))
    assert day_of(Article.objects.get()) == 2


def test_the_day_follows_the_time_of_publication():
    article = make_article(published_at="1970-01-03T00:00:00Z")
    Article.objects.update(published_at=datetime(1970, 1, 5, tzinfo=UTC))
    assert day_of(article) == 4
    index_in_bulk([Article.objects.get()])
    assert day_of(article) == 4
