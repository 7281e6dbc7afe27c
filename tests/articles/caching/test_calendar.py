"""What a house chose of its dates and digits is on every page, and in nothing that is not ours to write."""

import re

import pytest

from articles.caching.versions import Versions
from articles.models import HouseStyle
from tests.articles.views.public import parse_strictly, place_in_menu, structured_data, texts
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LATIN = re.compile("[0-9]")


def choose(**choices):
    HouseStyle.objects.update(**{f"page_{name}": value for name, value in choices.items()})


@pytest.fixture
def story(kept):
    place_in_menu("مجتمع")
    return make_article(
        headline="افتتاح 12 جسرا", body="<p>بكلفة 1500 دينار.</p>", keywords=["خطة 2030"],
        published_at="2024-12-31T10:05:00+03:00",
    )  # fmt: skip


def test_the_page_of_an_article_changes_its_own_digits_and_no_others(client, story):
    address = story.get_absolute_url()
    before = client.get(address).content.decode()
    choose(digits="arabic", hijri=True)
    response = client.get(address)
    content = response.content.decode()
    assert "الثلاثاء، ٣١ ديسمبر/كانون الأول ٢٠٢٤ / ٣٠ جمادى الآخرة ١٤٤٦ هـ، ١٠:٠٥ ص" in content
    assert texts(response, ".//h1") == ["افتتاح 12 جسرا"]
    assert "بكلفة 1500 دينار" in content
    assert "خطة 2030" in content
    assert 'datetime="2024-12-31T10:05:00+03:00"' in content
    assert structured_data(response, "NewsArticle")["datePublished"] == "2024-12-31T10:05:00+03:00"
    assert parse_strictly(response).find(".").get("data-numbers") == "arab"
    assert "data-numbers" not in before
    hrefs = re.compile('href="[^"]*"')
    assert hrefs.findall(content) == hrefs.findall(before)


def test_a_choice_is_seen_on_kept_pages_at_once_and_default_pages_are_as_before(client, story):
    address = story.get_absolute_url()
    before = client.get(address).content
    choose(months="levantine")
    assert "31 كانون الأول 2024" in client.get(address).content.decode()
    choose(months="dual")
    assert client.get(address).content == before


def test_no_page_of_the_archive_prints_a_digit_that_the_house_did_not_choose(client, story):
    choose(digits="arabic", hijri=True, months="egyptian")
    for address in ("/archive/2024/", "/archive/2024/12/", "/archive/2024/12/31/"):
        response = client.get(address)
        shown = [text for path in (".//title", ".//h1", ".//nav", ".//table", ".//ol[@class='months']")
                 for text in texts(response, path)]  # fmt: skip
        assert shown
        assert [text for text in shown if LATIN.search(text)] == [], address
    month = client.get("/archive/2024/12/")
    assert texts(month, ".//p[@class='page-description']") == ["جمادى الأولى – جمادى الآخرة ١٤٤٦ هـ"]
    steps = structured_data(month, "BreadcrumbList")["itemListElement"]
    assert [step["name"] for step in steps][1:] == ["2024", "ديسمبر/كانون الأول"]


def test_counts_of_the_search_follow_the_house_and_its_json_does_not(client, story):
    choose(digits="arabic")
    make_article(headline="الجسر القديم", published_at="2022-05-01T10:00:00+03:00")
    make_article(headline="الجسر الصغير", published_at="2022-05-02T10:00:00+03:00")
    response = client.get("/search/", {"q": "الجسر"})
    assert texts(response, ".//p[@class='search-count']") == ["٣ نتائج"]
    assert "٢٠٢٢" in texts(response, ".//aside")[0]
    assert not any(LATIN.search(text) for text in texts(response, ".//time"))
    found = client.get("/search.json", {"q": "الجسر"}).json()["results"]
    assert {one["published_at"][:4] for one in found} == {"2022", "2024"}


def test_the_choice_costs_a_kept_page_no_query(client, story, django_assert_num_queries):
    choose(digits="arabic", hijri=True)
    # The versions twice, the article with its parts, and the cards of its links.
    with django_assert_num_queries(4):
        client.get(story.get_absolute_url())


def test_feeds_keep_the_dates_of_machines(client, story):
    feeds = ("/feeds/latest.rss", "/feeds/latest.atom", "/feeds/latest.json", "/sitemap-articles-0.xml")
    before = [client.get(feed).content for feed in feeds]
    choose(digits="arabic", hijri=True)
    assert [re.sub(rb"<lastBuildDate>.*?</", b"", client.get(feed).content) for feed in feeds] == [
        re.sub(rb"<lastBuildDate>.*?</", b"", one) for one in before
    ]


def test_what_is_made_outside_of_the_cache_follows_too(client, story, settings):
    choose(digits="arabic")
    settings.PAGE_CACHE = False
    assert "٢٠٢٤" in client.get(story.get_absolute_url()).content.decode()


def test_a_page_that_is_not_kept_asks_once_how_the_house_writes(client, story, monkeypatch):
    asked, ask = [], Versions.state
    monkeypatch.setattr(Versions, "state", lambda self: asked.append(1) or ask(self))
    assert "افتتاح 12 جسرا" in texts(client.get("/search/?q=جسرا"), ".//main//h2")
    assert len(asked) == 1


def test_a_page_without_dates_asks_nobody_how_the_house_writes(client, monkeypatch):
    monkeypatch.setattr(Versions, "state", lambda self: pytest.fail("asked"))
    assert client.get("/robots.txt").status_code == 200
