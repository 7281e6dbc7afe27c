"""Jobs while people write: neither undoes what the other did."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import transaction

from articles import publishing, tasks
from articles.models import Article, ArticleSearch
from articles.search.indexing import index_in_bulk
from articles.tasks import mend_stale_search, settle_changed
from tests.articles.similarity.copied import body, invent
from tests.articles.similarity.test_groups import behind, copy
from tests.articles.test_publishing import waiting_for_locks
from tests.factories import make_article, make_user
from tests.tags.test_merging_at_once import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_copies_published_in_one_moment_come_to_one_head():
    managing_editor = make_user(group="managing editor")
    head, second = copy(0, status="draft"), copy(1, status="draft")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            publishing.publish(second, by=managing_editor)
            other = pool.submit(in_thread, lambda: publishing.publish(head, by=managing_editor))
            while not (waiting_for_locks() or other.done()):
                sleep(0.01)
            assert not other.done()  # it waits for the story
        other.result()
    assert behind() == {second.pk}
    Article.objects.update(is_behind=False)
    settle_changed(0)
    assert behind() == {second.pk}


def test_a_text_saved_while_stale_rows_are_mended_stays_indexed(monkeypatch):
    editor = make_user(group="editor")
    article = make_article(body=body(invent(1)), status="draft")
    ArticleSearch.objects.update(analyser_version=0)

    def write():
        record = publishing.record_of(Article.objects.get(pk=article.pk).latest_revision)
        record.headline = "زرافة في المدينة"
        publishing.save(article, record, by=editor)

    with ThreadPoolExecutor(1) as pool:
        saved = []

        def index_and_be_overtaken(articles):
            if not saved:
                saved.append(pool.submit(in_thread, write))
                with pytest.raises(TimeoutError):
                    saved[0].result(timeout=0.5)  # it waits for the lock
            index_in_bulk(articles)

        monkeypatch.setattr(tasks, "index_in_bulk", index_and_be_overtaken)
        assert mend_stale_search(0) == 1
        saved[0].result()
    assert "زراف" in ArticleSearch.objects.get(pk=article.pk).vector
