"""What readers see beside the page that the project was born from; it lies beside the project."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from articles import publishing
from articles.models import Article
from articles.similarity.related import shown_links

CORPUS = os.environ.get("NEWSROOM_CORPUS")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set"),
]


@pytest.fixture
def seed():
    call_command("import_articles", str(Path(CORPUS) / "seeds"), "--no-progress")
    return list(Article.objects.order_by("pk"))


def complete(article, by, **fields):
    record = publishing.record_of(article.latest_revision)
    for name, value in fields.items():
        setattr(record, name, value)
    publishing.save(article, record, by=by)
    return publishing.publish(article, by=by)


def test_while_the_second_article_waits_for_its_date_nothing_leads_to_it(seed, editor):
    first = complete(seed[0], editor, headline="عنوان كتبه المحرر")
    links = shown_links(first)
    assert links.read_also == []
    assert len(links.similar) == 8


def test_its_sixth_similar_link_is_under_read_also_and_its_last_two_are_one(seed, editor):
    first = complete(seed[0], editor, headline="عنوان كتبه المحرر")
    second = complete(seed[1], editor, published_at=datetime(2025, 4, 4, tzinfo=UTC))
    links = shown_links(first)
    printed = list(first.links.filter(kind="similar").order_by("position").values_list("headline", flat=True))
    assert [link.article for link in links.read_also] == [second]
    assert [link.headline for link in links.similar] == printed[:5] + printed[6:9]
    assert all(link.is_waiting and link.url.startswith("/search/?q=") for link in links.similar)
