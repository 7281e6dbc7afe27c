"""Merge a keyword of a hundred thousand articles, and undo it. BENCH_USES says of how many."""

import os
import time

import pytest
from django.db import connection

from articles.models import Article, ArticleKeyword
from tags.merging import begin_merge, run_merge
from tags.models import Keyword
from tags.unmerging import begin_unmerge, run_unmerge
from tests.benchmarks.archive import report
from tests.factories import make_article, make_user

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

USES = int(os.environ.get("BENCH_USES", "100000"))


def multiply(article, count):
    """Copy an article and its keywords `count` times, all within the database."""
    columns = [field.column for field in Article._meta.concrete_fields]
    rest = ", ".join(name for name in columns if name not in ("id", "external_id"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_article (external_id, {rest}) "
            f"SELECT external_id || n, {rest} FROM articles_article, generate_series(1, %s) n WHERE id = %s",
            [count, article.pk],
        )
        cursor.execute(
            "INSERT INTO articles_articlekeyword (content_object_id, tag_id, position) "
            "SELECT a.id, k.tag_id, k.position FROM articles_article a, articles_articlekeyword k "
            "WHERE k.content_object_id = %s AND a.id > %s",
            [article.pk, article.pk],
        )
        cursor.execute("ANALYZE")


def timed(work):
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 2)


def test_a_merge_of_many_articles_and_its_undo(capsys):
    editor = make_user("editor", group="editor")
    multiply(make_article(keywords=["أول", "ثان", "ثالث"]), USES)
    first, second = Keyword.objects.order_by("pk")[:2]
    before = set(ArticleKeyword.objects.values_list("pk", "content_object", "tag", "position"))
    figures = {"articles": USES}
    merge = begin_merge(first, [second], by=editor)
    figures["merge, seconds"] = timed(lambda: run_merge(merge))
    begin_unmerge(merge, by=editor)
    figures["undo, seconds"] = timed(lambda: run_unmerge(merge))
    report(capsys, figures)
    assert set(ArticleKeyword.objects.values_list("pk", "content_object", "tag", "position")) == before
