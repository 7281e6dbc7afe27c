"""The day of publication stands beside the words, whoever writes."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from articles.models import Article, ArticleSearch
from articles.search.indexing import day_of as day_of_moment
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


def test_a_row_that_names_no_day_or_another_gets_that_of_its_article():
    articles = [make_article(published_at="1970-01-03T00:00:00Z"), make_article(status="draft")]
    ArticleSearch.objects.all().delete()
    for article, day in zip(articles, (NONE, 7), strict=True):
        ArticleSearch.objects.create(article=article, vector="", analyser_version=1, day=day)
    assert [day_of(article) for article in articles] == [2, day_of_moment(articles[1].published_at)]


@pytest.mark.parametrize("moment", ["1970-01-01T00:00:00Z", "1969-12-31T23:59:59.9Z", "2026-11-28T21:59:00Z"])
def test_python_and_the_database_count_alike(moment):
    article = make_article(published_at=moment)
    with connection.cursor() as cursor:
        cursor.execute("SELECT articles_day_of(%s), articles_day_of(NULL)", [article.published_at])
        assert cursor.fetchone() == (day_of_moment(article.published_at), day_of_moment(None))


def test_the_day_follows_the_time_of_publication():
    article = make_article(published_at="1970-01-03T00:00:00Z")
    Article.objects.update(published_at=datetime(1970, 1, 5, tzinfo=UTC))
    assert day_of(article) == 4
    index_in_bulk([Article.objects.get()])
    assert day_of(article) == 4
