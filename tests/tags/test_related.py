import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tags.related import related_to
from tests.articles.views.public import set_rights, texts
from tests.factories import make_record, write_articles
from tests.tags.test_merging import keyword

pytestmark = pytest.mark.django_db


def names(word):
    return [row.name for row in related_to(keyword(word))]


def test_keywords_that_go_with_one_are_shown_by_how_much_they_are_its_own(client):
    write_articles(
        *(make_record(keywords=["جسور", "خرسانة", "أخبار"]) for _ in range(3)),
        *(make_record(keywords=["أخبار"]) for _ in range(30)),
        make_record(keywords=["جسور", "صدفة"]),
    )
    # «أخبار» stands everywhere, and «صدفة» came once.
    assert names("جسور") == ["خرسانة", "أخبار"]
    page = client.get(reverse("keyword", args=[keyword("جسور").slug]))
    assert texts(page, ".//nav[@class='related-keywords']/ul/li") == ["خرسانة", "أخبار"]


def test_a_keyword_without_company_shows_none(client):
    write_articles(make_record(keywords=["جسور"]))
    page = client.get(reverse("keyword", args=[keyword("جسور").slug]))
    assert "related-keywords" not in page.content.decode()


@pytest.mark.parametrize(
    "hidden", [{"status": "draft"}, {"published_at": "2999-01-01T00:00:00Z"}, {"source": "بلا حق"}]
)
def test_only_what_the_public_may_read_speaks(hidden):
    write_articles(*(make_record(keywords=["جسور", "سر"], **hidden) for _ in range(3)))
    set_rights("بلا حق", rights="none")
    assert names("جسور") == []


@pytest.mark.parametrize("size", [3, 40])
def test_related_keywords_cost_one_query_at_any_size(size):
    words = [f"كلمة{number}" for number in range(size)]
    write_articles(*(make_record(keywords=["جسور", *words]) for _ in range(size)))
    row = keyword("جسور")
    with CaptureQueriesContext(connection) as captured:
        assert related_to(row)
    assert len(captured) == 1
