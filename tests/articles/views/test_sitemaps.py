from xml.etree import ElementTree

import pytest
from django.urls import reverse

from articles import sitemaps
from articles.models import Article
from tests.articles.views.public import place_in_menu
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "application/xml"
    return [node.text for node in ElementTree.fromstring(response.content).iter(f"{NS}loc")]


def all_locations(client):
    return [
        place
        for block in locations(client, "/sitemap.xml")
        for place in locations(client, block.removeprefix("http://testserver"))
    ]


def test_every_public_page_is_listed_once_with_its_absolute_address(client):
    [section] = place_in_menu("مجتمع")
    articles = [make_article(), make_article()]
    found = all_locations(client)
    expected = ["/", section.get_absolute_url(), *(article.get_absolute_url() for article in articles)]
    expected += [reverse("keyword", args=[slug]) for slug in ("جسور", "بلدية")]
    assert sorted(found) == sorted(f"http://testserver{path}" for path in expected)


def test_nothing_hidden_is_listed(client):
    for overrides in ({"status": "draft"}, {"status": "withdrawn"}, {"published_at": "2999-01-01"}):
        make_article(keywords=["سر"], **overrides)
    assert all_locations(client) == ["http://testserver/"]


def test_blocks_cut_by_identity_hold_every_article_once(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "BLOCK_SIZE", 3)
    write_articles(*(make_record(status="published", keywords=[]) for _ in range(10)))
    found = [place for place in all_locations(client) if "/articles/" in place]
    assert sorted(found) == sorted(
        f"http://testserver{row.get_absolute_url()}" for row in Article.objects.all()
    )


@pytest.mark.parametrize("address", ["/sitemap-x-0.xml", "/sitemap-pages-1.xml"])
def test_an_unknown_block_is_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/sitemap-articles-999.xml", f"/sitemap-articles-{2**62}.xml"])
def test_a_block_beyond_the_last_is_empty(client, address):
    assert locations(client, address) == []


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("address", "queries"),
    # The index asks for the last article and the last keyword; the pages are sections and sources.
    [
        ("/sitemap.xml", 2),
        ("/sitemap-pages-0.xml", 4),  # sections, sources, topic files, pages of the house
        ("/sitemap-articles-0.xml", 1),
        ("/sitemap-keywords-0.xml", 1),
    ],
)
def test_the_queries_of_a_sitemap_do_not_grow(client, django_assert_num_queries, address, queries, count):
    write_articles(*(make_record(status="published") for _ in range(count)))
    with django_assert_num_queries(queries):
        client.get(address)
