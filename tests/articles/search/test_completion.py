import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.search.completion import complete
from articles.search.terms import count_all_terms
from tags.models import Keyword, KeywordAlias
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def offered(text):
    return [(one.kind, one.text) for one in complete(text)]


@pytest.mark.parametrize(
    "text", ["سيا", "السيا", "سيارات الإس", "الإسعا", "إسعاف", "سيارة الإسعاف", "السيارا", "ٱلسَّيا"]
)
def test_a_headline_is_offered_from_its_first_letters_on(text):
    make_article(headline="سيارات الإسعاف الجديدة")
    make_article(headline="خبر آخر")
    count_all_terms()
    assert offered(text) == [("headline", "سيارات الإسعاف الجديدة")]


@pytest.mark.parametrize("usual", [True, False])
def test_the_newest_headlines_come_first_however_they_are_found(usual):
    for year in (2020, 2024, 2022):
        make_article(headline=f"سيارات {year}", published_at=f"{year}-05-01T10:00:00+03:00")
    if usual:
        count_all_terms()
    assert [text for _kind, text in offered("سيار")] == ["سيارات 2024", "سيارات 2022", "سيارات 2020"]


def test_keywords_and_sources_are_offered_by_name_and_other_name():
    make_article(headline="خبر", keywords=["حريات"], source="وكالة المرسى")
    KeywordAlias.objects.create(name="فلك الحرية", target=Keyword.objects.get(name="حريات"))
    assert offered("حري") == [("keyword", "حريات")]
    assert offered("فلك") == [("keyword", "حريات")]
    assert offered("وكال") == [("source", "وكالة المرسى")]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_nothing_of_what_is_not_public_is_offered(status):
    make_article(headline="سيارات سرية", keywords=["سيارات"], source="سيار برس", status=status)
    make_article(headline="سيارات غدا", keywords=["سيارات غدا"], source="سيار غد", published_at="2999-01-01")
    count_all_terms()
    assert offered("سيار") == []


@pytest.mark.parametrize(
    "text", ["", "س", " ", "\x00", "ال", "في", "'", "%", "_" * 500, "سيا\\", "🙂🙂", "سيا:*"]
)
def test_any_text_is_answered(client, text):
    make_article(headline="سيارات")
    response = client.get(reverse("search-suggest"), {"q": text})
    assert response.status_code == 200
    assert set(response.json()) == {"query", "suggestions"}


def test_the_answer_leads_to_pages_and_sets_no_cookie(client):
    row = make_article(headline="سيارات الإسعاف", keywords=["سيارات"])
    response = client.get(reverse("search-suggest"), {"q": "سيارا"})
    assert response.json()["suggestions"] == [
        {"kind": "keyword", "text": "سيارات", "url": reverse("keyword", args=["سيارات"])},
        {"kind": "headline", "text": "سيارات الإسعاف", "url": row.get_absolute_url()},
    ]
    assert not response.cookies


@pytest.mark.parametrize("size", [2, 30])
def test_it_costs_the_same_number_of_queries_at_any_size(size):
    for number in range(size):
        make_article(headline=f"خبر سيارات {number}")
    count_all_terms()
    with CaptureQueriesContext(connection) as queries:
        complete("خبر سيارا")
    # keywords 1, sources 1, counts 1, beginnings 1, headlines 1, their cards 1
    assert len(queries) == 6
