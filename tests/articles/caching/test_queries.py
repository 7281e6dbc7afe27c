"""What a page costs that is made for the first time, versions and all, at any size of the archive."""

import pytest

from articles.caching import serving
from articles.models import Article
from articles.similarity.similar import refresh_some
from tests.articles.views.public import place_in_menu
from tests.articles.views.test_pages import LIST_QUERIES, list_address, make_articles

pytestmark = pytest.mark.django_db
# How the log stands before the page is made, and the versions of the keys that it turned out to show.
VERSIONS = 2


@pytest.fixture(params=[2, 60])
def archive(request, kept):
    place_in_menu("مجتمع")
    make_articles(request.param)
    refresh_some(request.param)
    serving.forget_all()


def test_an_article_is_made_and_kept_in_four_queries(client, archive, django_assert_num_queries):
    address = Article.objects.latest("pk").get_absolute_url()
    # The article with its parts, and the cards of its links.
    with django_assert_num_queries(2 + VERSIONS):
        client.get(address)


@pytest.mark.parametrize("name", LIST_QUERIES)
def test_a_list_is_made_and_kept_in_five_queries(client, archive, django_assert_num_queries, name):
    address = list_address(name)
    assert LIST_QUERIES[name] + VERSIONS <= 5
    with django_assert_num_queries(LIST_QUERIES[name] + VERSIONS):
        client.get(address)


@pytest.mark.parametrize("address", ["/archive/2024/", "/archive/2024/05/", "/archive/2024/05/17/"])
def test_a_page_of_the_archive_is_made_and_kept_in_five_queries(
    client, archive, django_assert_num_queries, address
):
    with django_assert_num_queries(3 + VERSIONS):  # two of its own, the menu
        client.get(address)


def test_home_is_made_and_kept_in_five_queries(client, archive, django_assert_num_queries):
    with django_assert_num_queries(3 + VERSIONS):  # sections, newest of all groups, cards
        client.get("/")
