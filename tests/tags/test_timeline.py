from datetime import date

import pytest
from django.urls import reverse

from articles.similarity.deciding import bring_together
from articles.views import pages
from articles.views.lookups import Named
from articles.views.pagination import PAGE_SIZE
from tags import timeline
from tags.models import Keyword
from tags.timeline import timeline_of, with_timeline
from tests.articles.views.public import parse_strictly, set_rights, texts
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

WORD = "موانئ"
MONTHS = ("2024-03-05", "2024-05-06", "2024-05-07", "2023-12-08", "2024-05-08")


def write(*days, **overrides):
    overrides = {"keywords": [WORD], **overrides}
    records = (make_record(published_at=f"{day}T12:00:00+03:00", **overrides) for day in days)
    write_articles(*records, status="published")


def read():
    return timeline_of(with_timeline(Keyword.objects.all()).get(name=WORD))


def show(client, query=""):
    return client.get(reverse("keyword", args=[WORD]) + query)


def shown(response):
    return texts(response, ".//section[@class='timeline']//li/a")


def test_a_keyword_tells_its_months_newest_first(client):
    write(*MONTHS)
    write("2024-06-01", keywords=["جسور"])
    found = read()
    assert found.months == [(date(2024, 5, 1), 3), (date(2024, 3, 1), 1), (date(2023, 12, 1), 1)]
    assert (found.most, found.newest) == (3, 0)
    response = show(client)
    nbsp = "\N{NO-BREAK SPACE}"
    assert shown(response) == ["مايو/أيار 2024", "مارس/آذار 2024", f"ديسمبر/كانون{nbsp}الأول 2023"]
    items = parse_strictly(response).findall(".//section[@class='timeline']//li")
    assert [item.find("a").attrib["href"] for item in items][-1] == "/archive/2023/12/"
    assert [item.find("span").text for item in items] == ["3 مقالات", "مقال واحد", "مقال واحد"]
    bars = [item.find("meter").attrib for item in items]
    assert [(bar["value"], bar["max"]) for bar in bars] == [("3", "3"), ("1", "3"), ("1", "3")]
    assert parse_strictly(response).find(".//section[@class='timeline']/p") is None


def test_fewer_than_three_months_are_no_line(client):
    write(*MONTHS[:3])
    assert read() is None
    assert shown(show(client)) == []


def test_months_are_those_of_our_clock():
    write(*MONTHS)
    make_article(keywords=[WORD], published_at="2024-05-31T21:30:00Z")
    assert read().months[0] == (date(2024, 6, 1), 1)


@pytest.mark.parametrize(
    "hidden", [{"status": "draft"}, {"published_at": "2999-01-01T00:00:00Z"}, {"source": "بلا حق"}]
)
def test_only_what_the_public_may_read_is_counted(hidden):
    write(*MONTHS)
    before = read()
    make_article(**{"keywords": [WORD], "published_at": "2024-01-01T09:00:00Z", **hidden})
    set_rights("بلا حق", rights="none")
    assert read() == before


def test_near_copies_of_a_month_count_once(editor):
    write(*MONTHS)
    one = make_article(headline="خبر", body="<p>نص</p>", keywords=[WORD], published_at="2024-01-01")
    other = make_article(headline="خبر آخر", body="<p>غيره</p>", keywords=[WORD], published_at="2024-01-02")
    bring_together(one, other, by=editor)
    assert dict(read().months)[date(2024, 1, 1)] == 1


def test_the_last_two_years_of_months_are_shown_and_no_more():
    write(*(f"{year}-{month:02}-01" for year in (2020, 2021, 2022) for month in range(1, 13)))
    months = [month for month, _stories in read().months]
    assert (months[0], months[-1], len(months)) == (date(2022, 12, 1), date(2021, 1, 1), 24)


def test_where_not_all_is_counted_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(timeline, "NEWEST", 3)
    # The site's own statement was built with the true number, or would go on with this one.
    monkeypatch.setattr(pages, "_KEYWORDS_IN_TIME", Named(pages.in_time, is_timed=True))
    write("2024-03-05", "2024-05-06", "2023-12-08")
    assert read().newest == 0
    write("2022-01-01")
    found = read()
    assert found.newest == 3
    assert [month for month, _stories in found.months] == [
        date(2024, 5, 1), date(2024, 3, 1), date(2023, 12, 1),
    ]  # fmt: skip
    assert "من أحدث 3 مقال" in show(client).content.decode()


@pytest.mark.parametrize("size", [5, 60])
def test_the_line_costs_no_query_and_stands_on_the_first_page_alone(client, django_assert_num_queries, size):
    write(*(f"2024-{1 + number % 12:02}-02" for number in range(max(size, PAGE_SIZE + 1))))
    with django_assert_num_queries(3):  # the row with its months and the menu, related keywords, the list
        first = show(client)
    assert len(shown(first)) == 12
    with django_assert_num_queries(3):
        older = show(client, f"?after={first.context['page'].next}")
    assert older.context["page"].articles
    assert shown(older) == []


def test_a_bar_needs_no_style_of_its_own(client):
    write(*MONTHS)
    assert " style=" not in show(client).content.decode()
