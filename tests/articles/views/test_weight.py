"""What a page weighs on the wire, and that it asks nobody else for anything."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.articles.views.public import parse_strictly
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

KB = 1000
PARAGRAPH = (
    "<p>قال المهندس المشرف على العمل إن الجسر رقم {} سيخدم سكان الضفتين، وإن المدينة انتظرته طويلا.</p>"
)
# About a thousand words: longer than nearly all news.
LONG_BODY = "".join(PARAGRAPH.format(number) for number in range(60))
KEYWORDS = ["جسور", "بلدية", "نقل", "مرسى النخيل"]


@pytest.fixture
def article(db):
    """Give a long article with keywords and all the links that a page may print."""
    links = [make_record(keywords=KEYWORDS) for _number in range(10)]
    write_articles(*links)
    printed = [{"headline": record.headline, "url": None} for record in links]
    return make_article(body=LONG_BODY, keywords=KEYWORDS, similar=printed)


@pytest.fixture
def answers(client, article):
    """Answer the pages that readers open most, by name."""
    addresses = {
        "home": reverse("home"),
        "article": article.get_absolute_url(),
        "keyword": reverse("keyword", args=["جسور"]),
        "search": f"{reverse('search')}?q=الجسر",
        "missing": "/nothing-here/",
    }
    return {name: client.get(address) for name, address in addresses.items()}


def sheets_and_scripts(response):
    tree = parse_strictly(response)
    sheets = [node.get("href") for node in tree.iterfind(".//link[@rel='stylesheet']")]
    return sheets, [node.get("src") for node in tree.iterfind(".//script[@src]")]


def weight(addresses):
    files = [Path(finders.find(address.removeprefix("/static/"))) for address in addresses]
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def test_a_long_article_weighs_little(answers):
    content = answers["article"].content
    assert len(LONG_BODY.encode()) < len(content)
    assert len(gzip.compress(content)) <= 15 * KB


def test_style_and_scripts_of_each_page_weigh_little(answers):
    for name, response in answers.items():
        sheets, scripts = sheets_and_scripts(response)
        assert sheets, name
        assert scripts, name
        assert weight(sheets) <= 12 * KB, name
        assert weight(scripts) <= 5 * KB, name


def test_no_page_sets_a_cookie(answers):
    assert {name: list(response.cookies) for name, response in answers.items() if response.cookies} == {}


def test_a_page_loads_nothing_from_elsewhere(answers):
    for name, response in answers.items():
        tree = parse_strictly(response)
        loading = tree.findall(".//link[@rel='preload']") + tree.findall(".//link[@rel='icon']")
        sources = [node.get("href") for node in loading] + [
            node.get("src") for node in tree.iterfind(".//*[@src]")
        ]
        sheets, scripts = sheets_and_scripts(response)
        asked = [*sources, *sheets, *scripts]
        assert [address for address in asked if not address.startswith("/static/")] == [], name
