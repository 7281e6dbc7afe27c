import io

import pytest
from django.core.management import call_command

from articles.management.commands import reindex_articles
from articles.models import ArticleSearch
from newsroom.arabic import analyser_version
from tests.factories import make_record, write_articles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(reindex_articles, "BATCH", 2)
    write_articles(*(make_record() for _number in range(5)))


def reindex(**options):
    out = io.StringIO()
    call_command("reindex_articles", no_progress=True, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_every_row_is_made_anew(tmp_path):
    before = list(ArticleSearch.objects.order_by("pk").values_list("pk", "vector"))
    ArticleSearch.objects.update(vector="")
    ArticleSearch.objects.order_by("pk")[0].delete()
    assert "5" in reindex()
    assert list(ArticleSearch.objects.order_by("pk").values_list("pk", "vector")) == before
    assert list(tmp_path.iterdir()) == []


def test_only_stale_rows_are_made_where_that_is_asked():
    rows = list(ArticleSearch.objects.order_by("pk"))
    rows[0].delete()
    ArticleSearch.objects.filter(pk=rows[1].pk).update(analyser_version=analyser_version() - 1, vector="")
    ArticleSearch.objects.filter(pk=rows[2].pk).update(vector="")
    assert "2" in reindex(only_stale=True)
    kept = dict(ArticleSearch.objects.values_list("pk", "vector"))
    assert [pk for pk, vector in kept.items() if not vector] == [rows[2].pk]


def test_an_interrupted_run_goes_on_where_it_stopped(monkeypatch):
    index_in_bulk, batches = reindex_articles.index_in_bulk, []

    def interrupt_second(articles):
        batches.append([article.pk for article in articles])
        if len(batches) == 2:
            raise KeyboardInterrupt
        index_in_bulk(articles)

    monkeypatch.setattr(reindex_articles, "index_in_bulk", interrupt_second)
    with pytest.raises(SystemExit) as end:
        reindex()
    assert end.value.code == 130
    reindex()
    assert [len(batch) for batch in batches] == [2, 2, 2, 1, 0]
    assert batches[1] == batches[2]
