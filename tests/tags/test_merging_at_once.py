"""A merge while people save: neither deadlocks, and every article ends with the keyword that stays."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from articles.models import Article, ArticleKeyword
from tags import merging, unmerging
from tags.merging import begin_merge, run_merge
from tags.models import Keyword, MergeState
from tags.unmerging import begin_unmerge, run_unmerge
from tests.factories import make_record, make_user, write_articles
from tests.tags.test_merging import edit, keyword

pytestmark = pytest.mark.django_db(transaction=True)

SIZE = 40


def in_thread(work):
    try:
        return work()
    finally:
        connection.close()


def test_a_merge_and_saves_of_the_same_articles_go_on_together(monkeypatch):
    monkeypatch.setattr(merging, "CHUNK", 3)
    monkeypatch.setattr(unmerging, "CHUNK", 3)
    editor = make_user("editor", group="editor")
    both = ["نتانياهو", "جسور", "نتنياهو"]
    write_articles(*(make_record(keywords=both, status="draft") for _ in range(SIZE)))
    articles = list(Article.objects.order_by("-pk"))
    merge = begin_merge(keyword("نتنياهو"), [keyword("نتانياهو")], by=editor)

    def save_all():
        for article in articles:
            edit(article, by=editor, summary=f"ملخص {article.pk}")

    def together(work):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(in_thread, (save_all, work)))

    together(lambda: run_merge(merge))
    assert list(Keyword.objects.order_by("name").values_list("name", flat=True)) == ["جسور", "نتنياهو"]
    assert ArticleKeyword.objects.count() == 2 * SIZE
    begin_unmerge(merge, by=editor)
    together(lambda: run_unmerge(merge))
    assert {tuple(article.keywords.names()) for article in articles} == {tuple(both)}


def test_a_merge_of_a_keyword_that_a_save_holds_for_long_is_left_and_gone_on_with(monkeypatch):
    monkeypatch.setattr(merging, "PATIENCE", 0.0)
    write_articles(make_record(keywords=["نتانياهو", "نتنياهو"]))
    merge = begin_merge(keyword("نتنياهو"), [keyword("نتانياهو")], by=make_user("editor", group="editor"))
    is_held, is_over = Event(), Event()

    def hold():
        with transaction.atomic():
            list(Keyword.objects.filter(name="نتانياهو").select_for_update(no_key=True))
            is_held.set()
            is_over.wait(10)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(in_thread, hold)
        is_held.wait(10)
        run_merge(merge)
        merge.refresh_from_db()
        assert merge.state == MergeState.MERGING
        is_over.set()
        held.result()
    run_merge(merge)
    merge.refresh_from_db()
    assert merge.state == MergeState.MERGED
