"""The rules of the schema «sitemap-news 0.9» and of who reads it, one by one."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from lxml import etree

from articles import sitemaps
from articles.models import Article
from articles.similarity.deciding import bring_together
from tests.articles.views.public import HOSTILE
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db

ADDRESS = "/news-sitemap.xml"
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def hours_ago(hours):
    return (timezone.now() - timedelta(hours=hours)).isoformat()


def news(**overrides):
    return make_article(**({"published_at": hours_ago(1)} | overrides))


def entries(client):
    response = client.get(ADDRESS)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    root = etree.fromstring(response.content)
    assert root.tag == f"{{{NS['s']}}}urlset"
    return root.findall("s:url", NS)


def titles(client):
    return [entry.findtext("n:news/n:title", namespaces=NS) for entry in entries(client)]


def names_of(node):
    return [etree.QName(child).localname for child in node]


def test_an_entry_holds_what_the_schema_asks_in_its_order(client):
    article = news(headline="خبر & «اقتباس» <b>", language="ar-EG")
    [entry] = entries(client)
    assert names_of(entry) == ["loc", "news"]
    assert entry.findtext("s:loc", namespaces=NS) == f"http://testserver{article.get_absolute_url()}"
    told = entry.find("n:news", NS)
    assert names_of(told) == ["publication", "publication_date", "title"]
    assert names_of(told[0]) == ["name", "language"]
    assert told.findtext("n:publication/n:name", namespaces=NS) == "غرفة الأخبار"
    # ISO 639: two letters or three, with no country.
    assert told.findtext("n:publication/n:language", namespaces=NS) == "ar"
    date = told.findtext("n:publication_date", namespaces=NS)
    assert MOMENT.fullmatch(date)
    assert abs(datetime.fromisoformat(date) - article.published_at) < timedelta(seconds=1)
    assert told.findtext("n:title", namespaces=NS) == "خبر & «اقتباس» <b>"


def test_the_news_of_two_days_are_listed_the_newest_first(client):
    for hours in (47.9, 3, 48.1, 500):
        news(headline=f"خبر {hours}", published_at=hours_ago(hours))
    assert titles(client) == ["خبر 3", "خبر 47.9"]


def test_nothing_hidden_is_listed(client):
    for number, overrides in enumerate(({"status": "draft"}, {"status": "withdrawn"}, {})):
        news(headline=f"سر {number}", **overrides)
    Article.objects.filter(headline="سر 2").update(embargo_until=timezone.now() + timedelta(hours=1))
    make_article(headline="سر الغد", published_at=(timezone.now() + timedelta(hours=1)).isoformat())
    assert titles(client) == []


def test_of_near_copies_the_head_stands_for_the_story(client):
    head = news(headline="الأصل", body="<p>أول</p>", published_at=hours_ago(5))
    copy = news(headline="النسخة", body="<p>ثان</p>", published_at=hours_ago(2), source="وكالة النهر")
    bring_together(head, copy, by=make_user("boss", is_superuser=True))
    assert titles(client) == ["الأصل"]


def test_no_more_than_a_thousand_are_listed(client, monkeypatch):
    assert (1000, timedelta(hours=48)) == (sitemaps.MOST_NEWS, sitemaps.NEWS_AGE)
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 3)
    for hours in range(1, 6):
        news(headline=f"خبر {hours}", published_at=hours_ago(hours))
    assert titles(client) == ["خبر 1", "خبر 2", "خبر 3"]


def test_hostile_headlines_break_nothing(client):
    news(headline=f"{HOSTILE} \x0b")
    [title] = titles(client)
    assert "alert('x')" in title


def test_without_news_it_is_an_empty_list_and_no_cookie_is_set(client):
    assert entries(client) == []
    response = client.get(ADDRESS)
    assert not response.cookies
    assert client.get(ADDRESS, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("count", [1, 30])
def test_one_query_finds_the_news(client, django_assert_num_queries, count):
    write_articles(*(make_record(status="published", published_at=hours_ago(1)) for _ in range(count)))
    with django_assert_num_queries(1):
        assert len(entries(client)) == count
