"""Lists of similar articles made while people publish: what changed meanwhile is made anew afterwards."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.models import SimilarList
from articles.similarity import similar
from articles.similarity.similar import mark_due, refresh_some
from tests.articles.similarity.copied import body, invent
from tests.factories import make_article
from tests.tags.test_merging_at_once import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("was_due", [True, False], ids=["its list waited", "it had no list"])
def test_what_is_marked_while_its_list_is_made_is_made_again(monkeypatch, was_due):
    article = make_article(body=body(invent(1)))
    if was_due:
        mark_due([article.pk])
    with ThreadPoolExecutor(1) as pool:
        marked = []

        def find_and_be_overtaken(found):
            marked.append(pool.submit(in_thread, lambda: mark_due([found.pk])))
            if not was_due:
                marked[0].result()  # nobody holds a row that is not there
            return []

        monkeypatch.setattr(similar, "similar_to", find_and_be_overtaken)
        assert refresh_some(10) == 1
        marked[0].result()
    assert SimilarList.objects.get(pk=article.pk).computed_at is None
