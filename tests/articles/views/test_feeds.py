import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest
from django.urls import reverse

from articles.feeds import FEED_SIZE
from articles.models import Article, Section, Source, SourceAlias
from tags.models import Keyword
from tests.articles.views.public import HOSTILE, place_in_menu, set_rights
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

LATEST = ["/feeds/latest.rss", "/feeds/latest.atom", "/feeds/latest.json"]
NAMED = {
    "section-feed": lambda: Section.objects.get(name="مجتمع"),
    "source-feed": lambda: Source.objects.get(name="صحيفة المرسى"),
    "keyword-feed": lambda: Keyword.objects.get(name="جسور"),
}


def feed_address(name):
    return reverse(name, args=[NAMED[name]().slug])


def parse(client, address):
    """Read a feed as a reader would; ill-formed XML is raised."""
    response = client.get(address)
    assert response.status_code == 200
    ElementTree.fromstring(response.content)
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


@pytest.mark.parametrize("address", LATEST[:2])
def test_xml_feeds_are_valid_arabic_and_carry_the_whole_text(client, address):
    article = make_article(summary="موجز الخبر", byline="منى سالم", keywords=["جسور"])
    parsed = parse(client, address)
    assert parsed.feed.language == "ar"
    assert parsed.feed.title == "غرفة الأخبار"
    [entry] = parsed.entries
    assert entry.title == article.headline
    assert entry.link == f"http://testserver{article.get_absolute_url()}"
    assert entry.summary == "موجز الخبر"
    assert entry.content[0].value == article.body
    assert entry.author == "منى سالم"
    assert [tag.term for tag in entry.tags] == ["مجتمع", "جسور"]
    assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == article.published_at


def test_the_json_feed_holds_what_its_version_asks(client):
    article = make_article(
        summary="موجز الخبر", byline="منى سالم", keywords=["جسور"], url="https://marsa.example/1"
    )
    response = client.get("/feeds/latest.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    data = json.loads(response.content)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["feed_url"] == "http://testserver/feeds/latest.json"
    assert data["items"] == [
        {
            "id": f"http://testserver/articles/{article.pk}/",
            "url": f"http://testserver{article.get_absolute_url()}",
            "external_url": "https://marsa.example/1",
            "title": article.headline,
            "summary": "موجز الخبر",
            "content_html": article.body,
            "date_published": "2024-05-17T12:30:00+03:00",
            "date_modified": "2024-05-17T12:30:00+03:00",
            "authors": [{"name": "منى سالم"}],
            "tags": ["مجتمع", "جسور"],
            "language": "ar",
        }
    ]


@pytest.mark.parametrize("address", LATEST)
def test_the_identity_outlives_a_change_of_headline(client, address):
    article = make_article()
    ids = []
    for headline in ("عنوان أول", "عنوان ثان"):
        Article.objects.update(headline=headline, slug=headline.replace(" ", "-"))
        text = client.get(address).content
        ids.append(
            json.loads(text)["items"][0]["id"]
            if address.endswith("json")
            else feedparser.parse(text).entries[0].id
        )
    assert ids == [f"http://testserver/articles/{article.pk}/"] * 2


@pytest.mark.parametrize("address", LATEST)
def test_an_excerpt_source_gives_no_more_than_its_excerpt(client, address):
    make_article(url="https://marsa.example/1")
    set_rights("صحيفة المرسى", rights="excerpt")
    text = client.get(address).content.decode()
    assert "افتتحت البلدية جسرا جديدا" in text
    assert "وقال المهندس" not in text
    assert "https://marsa.example/1" in text


@pytest.mark.parametrize("name", NAMED)
def test_a_feed_of_its_own_holds_its_articles_only(client, name):
    article = make_article()
    make_article(section="رياضة", source="إذاعة السفح", keywords=["كرة"])
    parsed = parse(client, feed_address(name))
    assert [entry.title for entry in parsed.entries] == [article.headline]
    assert parsed.feed.title.startswith(NAMED[name]().name)


def test_the_feed_of_a_section_holds_its_subsections(client):
    [top] = place_in_menu("مجتمع")
    place_in_menu("بلديات", parent=top)
    article = make_article(section="بلديات")
    assert [entry.title for entry in parse(client, feed_address("section-feed")).entries] == [
        article.headline
    ]


@pytest.mark.parametrize("name", NAMED)
def test_an_unknown_feed_is_404(client, name):
    assert client.get(reverse(name, args=["x"])).status_code == 404


@pytest.mark.parametrize("address", LATEST)
def test_no_feed_gives_what_is_not_public(client, address):
    for overrides in ({"status": "draft"}, {"status": "withdrawn"}, {"published_at": "2999-01-01"}):
        make_article(headline="سر لا يراه القراء", **overrides)
    assert "سر لا يراه القراء" not in client.get(address).content.decode()


@pytest.mark.parametrize("address", LATEST[:2])
def test_hostile_text_breaks_no_feed(client, address):
    hostile = f"{HOSTILE} ]]> \x0b\x1f"
    make_article(headline=hostile, summary=hostile, byline=hostile, section=hostile, keywords=[hostile],
                 body=f"<p>{hostile}</p>")  # fmt: skip
    text = client.get(address).content.decode()
    assert "<script" not in text
    assert "alert('x')" in parse(client, address).entries[0].title


def test_a_description_is_text_written_as_html(client):
    make_article(summary="أرباح A & B <b>")
    root = ElementTree.fromstring(client.get("/feeds/latest.rss").content)
    assert root.findtext(".//item/description") == "أرباح A &amp; B &lt;b&gt;"
    assert json.loads(client.get("/feeds/latest.json").content)["items"][0]["summary"] == "أرباح A & B <b>"


def test_pictures_and_links_of_ours_get_a_host(client):
    body = '<p><img src="/media/a.jpg"><a href="/articles/1/x/">أ</a><a href="https://x.example/">ب</a></p>'
    make_article(body=body)
    html = json.loads(client.get("/feeds/latest.json").content)["items"][0]["content_html"]
    assert 'src="http://testserver/media/a.jpg"' in html
    assert 'href="http://testserver/articles/1/x/"' in html
    assert 'href="https://x.example/"' in html


def test_the_feed_of_another_name_redirects_for_good(client):
    make_article()
    SourceAlias.objects.create(name="اسم قديم", target=NAMED["source-feed"]())
    response = client.get(reverse("source-feed", args=["اسم-قديم"]))
    assert (response.status_code, response["Location"]) == (301, feed_address("source-feed"))


# The newest articles and their keywords; a feed of its own also reads its row, a section its children.
FEED_QUERIES = dict.fromkeys(LATEST, 2) | {"section-feed": 4, "source-feed": 3, "keyword-feed": 3}


@pytest.mark.parametrize("count", [1, FEED_SIZE + 5])
@pytest.mark.parametrize("feed", FEED_QUERIES)
def test_the_queries_of_a_feed_do_not_grow(client, django_assert_num_queries, feed, count):
    write_articles(*(make_record(status="published") for _ in range(count)))
    address = feed if feed in LATEST else feed_address(feed)
    with django_assert_num_queries(FEED_QUERIES[feed]):
        client.get(address)


@pytest.mark.parametrize("address", LATEST)
def test_feeds_set_no_cookie_and_answer_304(client, address):
    make_article()
    first = client.get(address)
    assert not first.cookies
    assert "Vary" not in first.headers
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_feed_without_articles_is_still_a_feed(client):
    for address in LATEST[:2]:
        assert parse(client, address).entries == []
