from datetime import UTC, datetime

import pytest

from articles.models import Article
from articles.rows import update_rows
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

FIELDS = (
    "headline", "body", "published_at", "first_published_at", "needs", "hints", "extra", "is_touched",
    "section", "created_by",
)  # fmt: skip


def test_every_kind_of_column_is_written_as_it_is(django_assert_num_queries):
    first, second = make_article(section="مجتمع", status="draft"), make_article(status="draft")
    first.headline, first.body = 'أ\\ب "ج"\t%s', "<p>سطر\nآخر</p>"
    first.published_at = datetime(2024, 5, 17, 9, 30, 0, 123456, tzinfo=UTC)
    first.needs, first.hints = ["headline", "body"], {"damaged": {"suspect": ["body"]}}
    first.extra, first.is_touched = {"n": [1, 2.5, None, 10**30, {"س": "\\u0000"}]}, True
    first.section, first.created_by = None, make_user("ed", group="editor")
    second.needs, second.published_at, second.headline = [], None, "ثان"
    with django_assert_num_queries(1):
        update_rows([first, second], FIELDS)
    for one in (first, second):
        again = Article.objects.get(pk=one.pk)
        assert [getattr(again, name) for name in FIELDS] == [getattr(one, name) for name in FIELDS]
    assert Article.objects.get(pk=second.pk).extra == second.extra


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        update_rows([], FIELDS)
