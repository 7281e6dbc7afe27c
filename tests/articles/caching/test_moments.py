"""A page that becomes another by itself is kept no longer than that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.caching.memory import memory
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_the_news_sitemap_is_kept_until_its_oldest_news_is_two_days_old(client, kept, rendered):
    now = timezone.now()
    old = make_article(published_at=(now - timedelta(hours=47, minutes=59, seconds=59)).isoformat())
    make_article(published_at=(now - timedelta(hours=1)).isoformat())
    first = client.get("/news-sitemap.xml").content.decode()
    assert old.get_absolute_url() in first
    [entry] = memory._once.values()
    assert entry.until == pytest.approx((old.published_at + timedelta(hours=48)).timestamp(), abs=0.01)
    entry.until = 0  # the moment has come
    client.get("/news-sitemap.xml")
    assert rendered == ["/news-sitemap.xml"] * 2
