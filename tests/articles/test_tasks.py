import pytest

from articles.models import Article, ArticleSearch
from articles.tasks import mend_stale_search
from newsroom.arabic import analyser_version
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_a_missing_or_old_search_row_is_made_anew():
    missing, old = make_article(), make_article()
    make_article()
    ArticleSearch.objects.filter(article=missing).delete()
    ArticleSearch.objects.filter(article=old).update(analyser_version=0, vector="")
    assert mend_stale_search(0) == 2
    assert not Article.objects.with_stale_search().exists()
    assert ArticleSearch.objects.filter(analyser_version=analyser_version()).exclude(vector="").count() == 3


def test_running_it_twice_does_nothing_more():
    make_article()
    assert mend_stale_search(0) == 0
