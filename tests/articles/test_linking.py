import threading
from itertools import permutations

import pytest
from django.db import connection, transaction

from articles import publishing
from articles.linking import resolve_links
from articles.models import Article, ArticleLink
from articles.records import Record
from tests.factories import make_article, make_record, make_user, write_articles

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


@pytest.mark.django_db(transaction=True)
def test_an_article_and_a_link_to_it_written_at_the_same_time_find_each_other():
    def write_target():
        try:
            make_article(headline="الهدف")
        finally:
            connection.close()

    editor = make_user(group="editor")
    with transaction.atomic():
        # Without a keyword or a section of the other: it would wait for who makes the same first.
        record = Record.from_mapping({"headline": "الأصل", "body": "نص", "read_also": ["الهدف"]})
        origin = publishing.create(record, by=editor)
        thread = threading.Thread(target=write_target)
        thread.start()
        thread.join(timeout=20)
        assert Article.objects.filter(headline="الهدف").exists()
        assert origin.links.get().target is None
    assert origin.links.get().target.headline == "الهدف"
