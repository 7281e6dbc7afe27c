from itertools import permutations

import pytest

from articles.linking import resolve_links
from articles.models import Article, ArticleLink
from tests.factories import make_record, write_articles

pytestmark = pytest.mark.django_db

NEAR = {"id": "near", "headline": "الخبر المشترك", "published_at": "2024-05-10", "body": "قريب"}
FAR = {"id": "far", "headline": "الخبر المشترك", "published_at": "2020-01-01", "body": "بعيد"}
ORIGIN = {"id": "origin", "headline": "الأصل", "published_at": "2024-05-12", "similar": ["الخبرُ المشترك"]}


@pytest.mark.parametrize("order", list(permutations([NEAR, FAR, ORIGIN])))
def test_a_link_finds_the_nearest_article_in_any_order_of_arrival(order):
    for fields in order:
        write_articles(make_record(**fields))
    assert ArticleLink.objects.get().target.external_id == "tests:near"


def test_an_address_wins_over_a_headline():
    url = "https://example.org/a"
    write_articles(make_record(**{**ORIGIN, "similar": [{"headline": "الخبر المشترك", "url": url}]}))
    write_articles(make_record(**NEAR), make_record(**{**FAR, "url": url}))
    assert ArticleLink.objects.get().target.external_id == "tests:far"


def test_an_article_of_the_same_page_wins_over_a_nearer_one():
    origin, far = make_record(**ORIGIN), make_record(**FAR)
    origin.page = far.page = "p" * 64
    write_articles(origin, far, make_record(**NEAR))
    assert ArticleLink.objects.get().target.external_id == "tests:far"


def test_a_link_never_points_to_its_own_article():
    write_articles(make_record(headline="نفسه", similar=["نفسه"]))
    assert ArticleLink.objects.get().target is None


def test_a_changed_headline_frees_the_link_that_meant_it():
    write_articles(make_record(**ORIGIN), make_record(**NEAR))
    write_articles(make_record(**{**NEAR, "headline": "عنوان صار غيره"}))
    assert ArticleLink.objects.get().target is None


def test_resolving_again_changes_nothing():
    write_articles(make_record(**ORIGIN), make_record(**NEAR), make_record(**FAR))
    keys = Article.objects.values_list("headline_key", flat=True)
    assert resolve_links(keys=keys, articles=Article.objects.values_list("pk", flat=True)) == 0
