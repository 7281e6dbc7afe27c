"""Every list has a feed in each form, and each form keeps the rules that validators of feeds look at."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from django.urls import reverse
from lxml import etree

from articles.feeds import FORMS, address_name
from articles.models import Author, Image, Section, Source, Topic
from articles.topics import order_topic
from tags.models import Keyword
from tests.articles.views.public import parse_strictly, set_rights
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

MODELS = {"section": Section, "source": Source, "keyword": Keyword, "author": Author, "topic": Topic}
PLACES = [(kind, form) for kind in ("latest", *MODELS) for form in FORMS]
ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
PICTURE = {"url": "https://img.example/a.jpg", "caption": "جسر المرسى", "credit": "وكالات"}


@pytest.fixture
def article():
    """Write an article that stands in a list of each kind."""
    made = make_article(byline="منى سالم", images=[PICTURE], summary="موجز & «اقتباس»")
    Image.objects.update(width=1280, height=720)
    topic = Topic.objects.create(name="حصاد الجسور", is_published=True)
    order_topic(topic, [made.pk], seen=0, by=make_user("boss", is_superuser=True))
    return made


def slug_of(kind):
    """Return the slug of the first row of a kind: the one that the article stands in."""
    return MODELS[kind].objects.order_by("pk").first().slug


def address_of(kind, form):
    if kind == "latest":
        return f"/feeds/latest.{form}"
    return reverse(address_name(kind, form), args=[slug_of(kind)])


def get(client, kind, form):
    response = client.get(address_of(kind, form))
    assert response.status_code == 200
    assert not response.cookies
    return response


def check_rss(content, own):
    root = etree.fromstring(content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    channel = root.find("channel")
    assert [channel.findtext(name) for name in ("title", "link", "description")].count(None) == 0
    [itself] = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert itself.get("href") == own
    assert parsedate_to_datetime(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    assert len({item.findtext("guid") for item in items}) == len(items)
    for item in items:
        # Without an address of mail an <author> is not valid; dc:creator is.
        assert item.find("author") is None
        assert item.findtext("{http://purl.org/dc/elements/1.1/}creator")
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
        assert item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
    return [item.findtext("title") for item in items]


def check_atom(content, own):
    root = etree.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == own
    for node in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1
        assert re.match(r"https?://\S+$", node.findtext(f"{ATOM}id"))
        assert datetime.fromisoformat(node.findtext(f"{ATOM}updated")).tzinfo
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        assert [link.get("href") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert [node.get("type") for node in entry.findall(f"{ATOM}content")] == ["html"]
    return [entry.findtext(f"{ATOM}title") for entry in entries]


def check_json(content, own):
    data = json.loads(content)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["feed_url"] == own
    assert data["title"]
    assert data["home_page_url"].startswith("http://testserver/")
    for item in data["items"]:
        assert item["id"]
        assert item["content_html"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert all(author["name"] for author in item["authors"])
        assert all({"url", "mime_type"} <= set(one) for one in item.get("attachments", ()))
    return [item["title"] for item in data["items"]]


CHECKS = {
    "rss": (check_rss, "application/rss+xml"),
    "atom": (check_atom, "application/atom+xml"),
    "json": (check_json, "application/feed+json"),
}


@pytest.mark.parametrize(("kind", "form"), PLACES)
def test_each_list_has_a_valid_feed_in_each_form(client, article, kind, form):
    make_article(headline="آخر", section="رياضة", source="إذاعة السفح", keywords=["كرة"])
    response = get(client, kind, form)
    check, content_type = CHECKS[form]
    assert response["Content-Type"].split(";")[0] == content_type
    titles = check(response.content, f"http://testserver{address_of(kind, form)}")
    assert article.headline in titles
    assert ("آخر" in titles) is (kind == "latest")
    if form != "json":
        assert not feedparser.parse(response.content).bozo


@pytest.mark.parametrize(("kind", "form"), PLACES)
def test_a_feed_with_nothing_public_is_still_valid(client, article, kind, form):
    type(article).objects.update(status="draft")
    check, _type = CHECKS[form]
    assert check(get(client, kind, form).content, f"http://testserver{address_of(kind, form)}") == []


def test_a_picture_is_told_with_its_size_its_words_and_its_owner(client, article):
    item = etree.fromstring(get(client, "latest", "rss").content).find("channel/item")
    media = item.find(f"{MEDIA}content")
    assert dict(media.attrib) == {
        "url": "https://img.example/a.jpg", "medium": "image", "width": "1280", "height": "720",
        "type": "image/jpeg",
    }  # fmt: skip
    told = [media.findtext(f"{MEDIA}{name}") for name in ("description", "credit")]
    assert told == ["جسر المرسى", "وكالات"]
    [link] = etree.fromstring(get(client, "latest", "atom").content).iterfind(
        f"{ATOM}entry/{ATOM}link[@rel='enclosure']"
    )
    assert (link.get("href"), link.get("type")) == ("https://img.example/a.jpg", "image/jpeg")
    [item] = json.loads(get(client, "latest", "json").content)["items"]
    assert item["image"] == "https://img.example/a.jpg"
    assert item["attachments"] == [
        {"url": "https://img.example/a.jpg", "mime_type": "image/jpeg", "title": "جسر المرسى"}
    ]


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_of_an_unknown_kind_is_told_without_one(client, form):
    make_article(images=[{"url": "https://img.example/picture?id=7", "caption": "جسر"}])
    content = get(client, "latest", form).content.decode()
    CHECKS[form][0](content.encode(), f"http://testserver/feeds/latest.{form}")
    assert "https://img.example/picture?id=7" in content
    assert "mime_type" not in content


@pytest.mark.parametrize("form", FORMS)
def test_a_source_that_gives_an_excerpt_gives_no_picture(client, article, form):
    set_rights("صحيفة المرسى", rights="excerpt")
    assert "img.example" not in get(client, "latest", form).content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_house_may_give_excerpts_that_lead_to_its_pages(client, article, form, settings):
    settings.FEEDS_FULL_TEXT = False
    text = get(client, "latest", form).content.decode()
    assert "وقال المهندس" not in text
    assert "موجز" in text
    assert "اقرأ النص الكامل" in text
    assert text.count(article.get_absolute_url()) >= 2


@pytest.mark.parametrize("form", FORMS)
def test_feeds_name_a_hub_where_there_is_one(client, article, form, settings):
    assert "hub" not in get(client, "latest", form).content.decode().replace("github", "")
    settings.WEBSUB_HUB_URL = "https://hub.example/"
    content = get(client, "section", form).content
    CHECKS[form][0](content, f"http://testserver{address_of('section', form)}")
    if form == "json":
        assert json.loads(content)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    else:
        links = etree.fromstring(content).iter(f"{ATOM}link")
        assert [link.get("href") for link in links if link.get("rel") == "hub"] == ["https://hub.example/"]


@pytest.mark.parametrize("kind", MODELS)
def test_a_page_names_its_feeds(client, article, kind):
    page = parse_strictly(client.get(reverse(kind, args=[slug_of(kind)])))
    own = [link for link in page.iter("link") if link.get("rel") == "alternate"][3:]
    assert [(link.get("type"), link.get("href")) for link in own] == [
        (CHECKS[form][1], address_of(kind, form)) for form in FORMS
    ]


@pytest.mark.parametrize("form", FORMS)
def test_an_old_name_leads_to_the_feed_of_the_same_form(client, article, form):
    section = Section.objects.get(name="مجتمع")
    section.aliases.create(name="اسم قديم")
    response = client.get(reverse(address_name("section", form), args=["اسم-قديم"]))
    assert (response.status_code, response["Location"]) == (301, address_of("section", form))
