"""Hundreds of attacks through every field and every format: none becomes an element, an attribute or a lead.

Pages are read by the tokens of HTML5; what they may hold is learned from those of a harmless newsroom.
"""

import io
import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from articles.importers.reading import How
from articles.importers.registry import READERS
from articles.models import Article, Author, FlatPage, Section, Source
from articles.newsletter.edition import edition
from articles.newsletter.letters import write
from articles.records import Record, RecordError
from articles.sanitizing import body_html
from newsroom.arabic import repair
from tags.models import Keyword
from tests.factories import make_record, make_user, write_articles
from tests.security.attacked import attack_the_rest, write_attacked
from tests.security.carriers import MANY, ONE
from tests.security.looking import Look, attribute_complaints, fragment_complaints, slow_tree_of, tree_of
from tests.security.payloads import COUNT, bad_addresses, payloads

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::html5lib.constants.DataLossWarning"),
]
DESK_LISTS = ("article", "section", "source", "author", "image", "flatpage")

ATTACKS = payloads()
HARMLESS = [f"قبل{n:04} كلام عادي بعد{n:04}" for n in range(24)]
SAMPLE = max(24, COUNT // 20)


@pytest.fixture(scope="module")
def newsroom(django_db_setup, django_db_blocker):
    """Write the newsroom once for all tests of this file, and take it back."""
    with django_db_blocker.unblock(), transaction.atomic():
        boss = make_user("boss", is_superuser=True)
        harmless = write_attacked(HARMLESS)
        pages = attack_the_rest(HARMLESS, harmless, boss)
        look = Look(*(text_of(path) for path in paths_of(harmless, pages)))
        desk = Look(*(text_of(path, boss) for path in desk_paths(harmless)))
        articles = write_attacked(ATTACKS)
        yield Newsroom(boss, look, desk, articles, attack_the_rest(ATTACKS, articles, boss))
        transaction.set_rollback(True)


@dataclass
class Newsroom:
    boss: Any
    look: Look
    desk: Look
    articles: list[Article]
    pages: list[FlatPage]
    read: dict[str, str] = field(default_factory=dict)

    def page(self, article: Article) -> str:
        path = article.get_absolute_url()
        if path not in self.read:
            self.read[path] = text_of(path)
        return self.read[path]


def text_of(path: str, boss=None) -> str:
    client = Client()
    if boss is not None:
        client.force_login(boss)
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def paths_of(articles, pages):
    """List a page of each kind that shows these articles, and the page of each."""
    yield from (
        "/",
        "/most-read/",
        "/newsletter/",
        f"/archive/{timezone.localdate():%Y/%m/}",
        reverse("search") + "?q=قبل",
    )
    yield from (article.get_absolute_url() for article in articles)
    yield from (page.get_absolute_url() for page in pages)
    keys = [article.pk for article in articles[:SAMPLE]]
    for model in (Section, Source, Author, Keyword):
        field = "article" if model is Keyword else "articles"
        for row in model.objects.filter(**{f"{field}__pk__in": keys}).distinct()[:SAMPLE]:
            yield reverse(model._meta.model_name, args=[row.slug])


def desk_paths(articles):
    """List the pages of the desk that show these articles, and its lists."""
    for kind in ("change", "history", "preview"):
        yield from (reverse(f"admin:articles_article_{kind}", args=[article.pk]) for article in articles)
    yield from (reverse(f"admin:articles_{name}_changelist") for name in DESK_LISTS)
    yield from (reverse(f"admin:{name}") for name in ("tags_keyword_changelist", "index", "desk"))


def test_pages_hold_nothing_but_what_the_site_is_made_of(newsroom):
    found = []
    for article in newsroom.articles:
        found += newsroom.look.complaints(newsroom.page(article))
    for path in paths_of(newsroom.articles[:SAMPLE], newsroom.pages):
        found += [f"{path}: {told}" for told in newsroom.look.complaints(text_of(path))]
    assert found == []


def test_words_are_printed_as_they_were_given(newsroom):
    for article, attack in zip(newsroom.articles, ATTACKS, strict=True):
        assert article.headline == " ".join(repair(attack.replace("\x00", "")).split())
        page = tree_of(newsroom.page(article))
        (title,) = page.xpath("//h1")
        assert "".join(title.itertext()) == article.headline


def test_the_quick_reading_of_pages_is_that_of_the_standard(newsroom):
    for article in newsroom.articles[:: len(newsroom.articles) // 12]:
        assert newsroom.look.complaints(newsroom.page(article), read=slow_tree_of) == []


def test_json_tells_it_as_text(newsroom):
    for article in newsroom.articles:
        assert fragment_complaints(article.body) == []
    for article in newsroom.articles[::4]:
        response = Client().get(reverse("article-json", args=[article.pk]))
        assert response.headers["Content-Type"].startswith("application/json")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        record = json.loads(response.content)["record"]
        assert record["headline"] == article.headline
        assert fragment_complaints(record["body"]) == []


def test_snippets_of_the_search_hold_marks_alone(newsroom):
    for attack in ATTACKS[:SAMPLE]:
        word = attack.split()[0]
        results = Client().get(reverse("search-json"), {"q": word}).json()["results"]
        assert results, word
        for result in results:
            snippet = re.sub(r"</?mark>", "", result["snippet_html"])
            assert "<" not in snippet
            assert fragment_complaints(snippet) == []


def search_for(words: str) -> str:
    return text_of(f"{reverse('search')}?q={quote(words.replace(chr(0), ''))}&section={quote(words[8:40])}")


def test_what_is_searched_for_comes_back_as_text(newsroom):
    look = Look(*map(search_for, (*HARMLESS, "قبل0001 كلمة:جسور -عادي عنوان:كلام", "لا شيء كهذا قط")))
    for attack in ATTACKS[:SAMPLE]:
        assert look.complaints(search_for(attack)) == []


@pytest.mark.parametrize("path", ["/feeds/latest.rss", "/feeds/latest.atom", "/news-sitemap.xml"])
def test_feeds_are_sound_xml_whose_markup_keeps_the_list(newsroom, path):
    root = etree.fromstring(Client().get(path).content)
    titles = [element.text for element in root.iter("{*}title") if element.text]
    assert {article.headline for article in newsroom.articles[:10]} <= set(titles)
    for element in root.iter("{*}encoded", "{*}content", "{*}summary", "{*}description"):
        if element.get("type") != "plain":
            assert fragment_complaints(element.text or "") == []
    for element in root.iter():
        if isinstance(element.tag, str):
            assert [*attribute_complaints(element)] == []


def test_the_json_feed_keeps_the_list(newsroom):
    items = Client().get("/feeds/latest.json").json()["items"]
    assert items
    for item in items:
        assert fragment_complaints(item.get("content_html", "")) == []


def test_letters_hold_nothing_but_what_letters_are_made_of(newsroom, settings):
    settings.HAS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "letters@marsa.example"
    since = timezone.now() - timedelta(days=2)
    ours = {article.pk for article in newsroom.articles}
    stories = edition(len(ATTACKS), since=since)
    harmless = [story for story in stories if story.pk not in ours]
    attacked = [story for story in stories if story.pk in ours]
    look = Look(write(harmless, timezone.localdate()).letter("a@marsa.example").alternatives[0].content)
    for start in range(0, len(attacked), 12):
        letter = write(attacked[start : start + 12], timezone.localdate()).letter("a@marsa.example")
        message = letter.message()
        assert not any("قبل" in str(value) for value in message.values())
        assert look.complaints(letter.alternatives[0].content) == []


def test_cards_are_pictures(newsroom):
    for article in newsroom.articles[:: len(newsroom.articles) // 8]:
        response = Client().get(reverse("article-card", args=[article.pk]))
        assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")


def test_the_desk_holds_nothing_but_what_it_is_made_of(newsroom):
    some = newsroom.articles[:: max(1, len(newsroom.articles) // SAMPLE)]
    for path in desk_paths(some):
        assert newsroom.desk.complaints(text_of(path, newsroom.boss)) == [], path


def test_an_address_is_of_the_web_or_none(client):
    """Whatever a link or picture of an import names, no page leads elsewhere."""
    kept = []
    for number, address in enumerate(bad_addresses()):
        link = {"headline": f"خبر {number}", "url": address}
        picture = {"url": address, "caption": "صورة"}
        body = f'<p>نص {number}</p><p><a href="{address}">x</a></p>'
        try:
            kept.append(
                make_record(url=address, body=body, images=[picture], read_also=[link], similar=[link])
            )
        except RecordError:
            continue
    look = Look(text_of(write_attacked(HARMLESS[:2])[0].get_absolute_url()))
    written = [one.article.pk for one in write_articles(*kept)[0] if one.article is not None]
    assert len(written) > 10
    for article in Article.objects.filter(pk__in=written):
        assert look.complaints(text_of(article.get_absolute_url())) == []


def read_all(format_name: str, files: list[bytes]) -> list[Record]:
    """Read files of a format, as an import does, under one name each."""
    parsed = (one for data in files for one in READERS[format_name.strip()](io.BytesIO(data), How()))
    found = [one.finish().record for one in parsed]
    return [
        replace(record, id=f"{format_name} {number}", namespace="carried", url=None, status="published")
        for number, record in enumerate(found)
        if record is not None
    ]


@pytest.mark.parametrize("format_name", [*MANY, *ONE])
def test_no_format_carries_an_attack_in(db, format_name):
    some = ATTACKS if format_name in MANY else ATTACKS[:: max(1, COUNT // 60)]
    make = MANY.get(format_name)
    records = read_all(format_name, [make(some)] if make else [ONE[format_name](attack) for attack in some])
    assert len(records) > len(some) * 0.8
    written = [one.article for one in write_articles(*records[:120])[0] if one.article is not None]
    articles = list(Article.objects.filter(pk__in=[article.pk for article in written]))
    assert len(articles) > 30
    for record in records:
        assert fragment_complaints(body_html(record.body)) == []
    look = Look(*map(text_of, (article.get_absolute_url() for article in write_attacked(HARMLESS[:2]))))
    for article in articles[:20]:
        response = Client().get(article.get_absolute_url())
        if response.status_code == 200:  # one without a date is a draft
            assert look.complaints(response.content.decode()) == []
