from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models.functions import TruncDate
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.archive import month_of, months_of, newest_day, years
from articles.day import bounds_of
from articles.models import Article
from articles.similarity.deciding import bring_together
from articles.views.pagination import PAGE_SIZE
from tests.articles.views.public import (
    HOSTILE,
    parse_strictly,
    place_in_menu,
    set_rights,
    structured_data,
    texts,
)
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db

MAY = date(2024, 5, 1)
SPAN = (bounds_of(MAY)[0], bounds_of(date(2024, 6, 1))[0])


def write_days(*days, **overrides):
    """Write an article at noon of each day, given as YYYY-MM-DD."""
    records = (make_record(published_at=f"{day}T12:00:00+03:00", **overrides) for day in days)
    write_articles(*records, status="published")


def cells(response):
    """Map the days of the calendar that lead on to what their links say."""
    links = parse_strictly(response).iterfind(".//table[@class='calendar']//a")
    return {link.attrib["href"]: "".join(link.itertext()) for link in links}


def hrefs(response, path):
    return [node.attrib["href"] for node in parse_strictly(response).iterfind(path)]


# Counts.


def test_the_days_of_a_month_are_counted_by_our_clock():
    # 21:30 in Greenwich is the next day in Riyadh, and at the end of the month the next month.
    for moment in (
        "2024-05-16T21:30:00Z",
        "2024-05-17T09:00:00Z",
        "2024-04-30T21:30:00Z",
        "2024-05-31T21:30:00Z",
    ):
        make_article(published_at=moment)
    assert month_of(MAY).days == {date(2024, 5, 1): 1, date(2024, 5, 17): 2}


def test_the_neighbours_of_a_month_are_the_nearest_that_have_news():
    write_days("2021-02-03", "2023-11-30", "2024-05-17", "2024-08-01", "2025-01-01")
    found = month_of(MAY)
    assert (found.before, found.after) == (date(2023, 11, 1), date(2024, 8, 1))
    assert month_of(date(2021, 2, 1)).before is None
    assert month_of(date(2025, 1, 1)).after is None


def test_years_are_listed_newest_first_however_far_apart():
    write_days("1987-03-01", "1987-12-31", "2004-01-01", "2024-05-17", "2024-05-18")
    write_days("2010-01-01", status="draft")
    make_article(published_at="2022-12-31T21:30:00Z")
    assert years() == [2024, 2023, 2004, 1987]
    assert newest_day() == date(2024, 5, 18)


def test_without_news_there_are_no_years():
    make_article(status="draft")
    assert years() == []
    assert newest_day() is None


@pytest.fixture
def everything(editor):
    """Make articles of May in every state that the public may read, or not."""
    set_of_states = ("published", "draft", "in_review", "approved", "withdrawn")
    for status in set_of_states:
        make_article(status=status)
    for name, fields in {
        "مصدر بلا حق": {"rights": "none"},
        "مصدر المقتطف": {"rights": "excerpt"},
        "مصدر انتهى حقه": {"rights_end": timezone.localdate() - timedelta(days=1)},
        "مصدر ينتهي حقه اليوم": {"rights_end": timezone.localdate()},
    }.items():
        make_article(source=name)
        set_rights(name, **fields)
    make_article(source=None)
    held, freed = make_article(), make_article()
    Article.objects.filter(pk=held.pk).update(embargo_until=timezone.now() + timedelta(hours=1))
    Article.objects.filter(pk=freed.pk).update(embargo_until=timezone.now() - timedelta(hours=1))


def test_what_is_counted_is_what_the_public_may_read(everything):
    start, end = SPAN
    public = Article.objects.published().filter(published_at__gte=start, published_at__lt=end)
    assert {*Article.objects.in_archive(start, end)} == {*public}
    assert len(public) == 5
    assert month_of(MAY).days == {date(2024, 5, 17): 5}
    assert [month.stories for month in months_of(2024)] == [0, 0, 0, 0, 5, *[0] * 7]


def test_what_is_to_come_is_not_counted():
    now = timezone.now()
    make_article(published_at=(now - timedelta(minutes=1)).isoformat())
    make_article(published_at=(now + timedelta(minutes=5)).isoformat())
    local = timezone.localdate(now - timedelta(minutes=1))
    assert sum(month_of(local.replace(day=1)).days.values()) == 1


def test_near_copies_of_a_day_or_a_month_count_once_as_their_lists_show_them(client, editor):
    first, same_day, later = (
        make_article(headline=f"خبر {number}", body=f"<p>نص {number}</p>", published_at=moment)
        for number, moment in enumerate(("2024-05-17T09:00Z", "2024-05-17T10:00Z", "2024-05-20T10:00Z"))
    )
    bring_together(first, same_day, by=editor)
    bring_together(first, later, by=editor)
    found = month_of(MAY)
    assert found.days == {date(2024, 5, 17): 1, date(2024, 5, 20): 1}
    for day, stories in found.days.items():
        listed = client.get(reverse("archive", args=[day.year, day.month, day.day])).context["page"].articles
        assert len(listed) == stories
    assert months_of(2024)[4].stories == 1
    assert client.get("/archive/2024/05/").context["page"].articles == [first]


def test_counts_ask_an_index_of_what_is_public_and_read_no_row_of_an_article(everything):
    """Only the index can answer: what it does not hold would be fetched row by row."""
    counts = str(Article.objects.in_archive(*SPAN).count_by(day=TruncDate("published_at")).query)
    columns = {"published_at", "id", "source_id", "status"}
    assert 'articles_article"."published_at' in counts
    for field in Article._meta.concrete_fields:
        if field.column not in columns:
            assert f'"articles_article"."{field.column}"' not in counts, field.column


# The calendar of a month.


def test_a_month_is_a_calendar_whose_days_lead_to_their_lists(client):
    write_days("2024-05-03", "2024-05-17", "2024-05-17")
    response = client.get("/archive/2024/05/")
    assert texts(response, ".//h1") == ["مايو/أيار 2024"]
    assert cells(response) == {
        "/archive/2024/05/03/": "3، مقال واحد1",
        "/archive/2024/05/17/": "17، مقالان2",
    }
    assert texts(response, ".//table//th")[0] == "أحد"
    # The first of May 2024 was a Wednesday, the fourth day of a week that begins on Sunday.
    rows = [list(tr.iterfind("td")) for tr in parse_strictly(response).iterfind(".//tbody/tr")]
    assert ["".join(td.itertext()) for td in rows[0]] == ["", "", "", "1", "2", "3، مقال واحد1", "4"]
    assert {len(row) for row in rows} == {7}
    assert len(rows) == 5


def test_a_month_names_its_neighbours_and_its_newest_headlines(client):
    write_days("2024-01-31", "2024-07-01")
    write_days(*["2024-05-17"] * (PAGE_SIZE + 2))
    response = client.get("/archive/2024/05/")
    assert hrefs(response, ".//nav[@class='days']/a") == ["/archive/2024/01/", "/archive/2024/07/"]
    newest = Article.objects.filter(published_at__month=5).order_by("-published_at", "-pk")[:PAGE_SIZE]
    assert texts(response, ".//main//h2[@class='card-headline']") == [row.headline for row in newest]
    assert parse_strictly(response).find(".//nav[@class='pager']") is None


def test_the_name_of_a_month_breaks_after_its_slash_only(client):
    write_days("2024-12-05")
    assert texts(client.get("/archive/2024/12/"), ".//h1") == ["ديسمبر/كانون\N{NO-BREAK SPACE}الأول 2024"]


def test_a_month_and_a_year_describe_themselves(client):
    write_days("2024-12-05")
    for path, title, words, names in (
        ("/archive/2024/12/", "أخبار ديسمبر/كانون الأول 2024", "يوما بيوم", ["2024", "ديسمبر/كانون الأول"]),
        ("/archive/2024/", "أخبار عام 2024", "شهرا بشهر", ["2024"]),
        ("/archive/2024/12/05/", "أخبار 5 ديسمبر/كانون الأول 2024", "", ["2024", "ديسمبر/كانون الأول", "5"]),
    ):
        response = client.get(path)
        page = parse_strictly(response)
        metas = {
            node.attrib.get("name"): node.attrib["content"] for node in page.iterfind("head/meta[@content]")
        }
        assert page.find("head/title").text.startswith(f"{title} |")
        assert metas["description"] == f"{title} {words}".strip()
        assert "robots" not in metas
        assert page.find("head/link[@rel='canonical']").attrib["href"] == f"http://testserver{path}"
        trail = structured_data(response, "BreadcrumbList")["itemListElement"]
        assert [step["name"] for step in trail][1:] == names
        assert trail[-1]["item"] == f"http://testserver{path}"
        assert texts(response, ".//nav[@class='breadcrumbs']//li")[1:] == names
        assert texts(response, ".//nav[@class='breadcrumbs']//span[@aria-current='page']") == [names[-1]]


# A year.


def test_a_year_shows_its_months_and_leads_to_the_other_years(client):
    write_days("2024-05-03", "2024-05-17", "2024-11-02", "2019-01-01")
    response = client.get("/archive/2024/")
    assert texts(response, ".//h1") == ["2024"]
    assert len(texts(response, ".//ol[@class='months']/li")) == 12
    assert hrefs(response, ".//ol[@class='months']/li/a") == ["/archive/2024/05/", "/archive/2024/11/"]
    assert texts(response, ".//ol[@class='months']//span[@class='count']") == ["مقالان", "مقال واحد"]
    assert hrefs(response, ".//nav[@class='years']//a") == ["/archive/2024/", "/archive/2019/"]
    assert texts(response, ".//nav[@class='years']//a[@aria-current='page']") == ["2024"]


def test_a_site_of_one_year_names_no_others(client):
    write_days("2024-05-03")
    assert hrefs(client.get("/archive/2024/"), ".//nav[@class='years']//a") == []


# Where there is nothing, and the way in.


@pytest.mark.parametrize(
    "address",
    [
        "/archive/2024/06/", "/archive/2023/", "/archive/2024/13/", "/archive/2024/00/", "/archive/0000/",
        "/archive/0001/", "/archive/0001/01/", "/archive/9999/", "/archive/9999/12/", "/archive/0000/05/",
        "/archive/0001/01/01/",
    ],
)  # fmt: skip
def test_a_month_or_year_without_news_is_not_found(client, address):
    write_days("2024-05-17")
    write_days("2024-06-17", "2023-06-17", status="draft")
    response = client.get(address)
    # A day says in words that it has none; it is not there to be found either.
    expected = 200 if address.count("/") == 5 else 404
    assert response.status_code == expected
    assert ("noindex" if expected == 200 else "الصفحة غير موجودة") in response.content.decode()


def test_the_archive_leads_to_its_newest_month_for_now(client, editor):
    write_days("2024-05-17", "2024-02-11")
    write_days("2025-01-01", status="draft")
    response = client.get("/archive/")
    assert (response.status_code, response["Location"]) == (302, "/archive/2024/05/")
    publishing.unpublish(Article.objects.get(published_at__month=5), by=editor, note="خطأ")
    assert client.get("/archive/")["Location"] == "/archive/2024/02/"


def test_an_archive_without_news_leads_home(client):
    assert client.get("/archive/")["Location"] == "/"


def test_every_page_leads_to_the_archive(client):
    assert "/archive/" in hrefs(client.get("/"), ".//footer//a")


def test_no_draft_shows_in_the_archive(client):
    write_days("2024-05-17")
    write_days("2024-05-18", status="draft", headline="مكتوم لا يراه القراء")
    make_article(published_at="2024-05-19T09:00:00Z", headline="مكتوم آخر", status="withdrawn")
    text = client.get("/archive/2024/05/").content.decode() + client.get("/archive/2024/").content.decode()
    assert "مكتوم" not in text
    assert "/archive/2024/05/18/" not in text
    assert "مقالان" not in text


def test_hostile_headlines_are_escaped_in_a_month(client):
    make_article(headline=HOSTILE, section=HOSTILE, source=HOSTILE, summary=HOSTILE)
    response = client.get("/archive/2024/05/")
    parse_strictly(response)
    assert "<script>alert" not in response.content.decode()


# What it costs.


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/archive/2024/05/", 3),  # the counts with the neighbours, the list, the menu
        ("/archive/2024/", 3),  # the counts, the years, the menu
        ("/archive/", 1),  # the newest
    ],
)
def test_the_queries_of_the_archive_do_not_grow(client, django_assert_num_queries, address, queries, count):
    place_in_menu("مجتمع")
    start = datetime.fromisoformat("2024-05-31T20:00:00+03:00")
    moments = [start - timedelta(hours=9 * number) for number in range(count)]
    moments += [start - timedelta(days=300 * number) for number in range(1, count // 4)]
    write_articles(*(make_record(published_at=one.isoformat(), status="published") for one in moments))
    with django_assert_num_queries(queries):
        client.get(address)


def test_what_is_not_found_is_told_after_one_count(client, django_assert_num_queries):
    write_days("2024-05-17")
    with CaptureQueriesContext(connection) as asked:
        client.get("/archive/2024/06/")
    assert sum("articles_article" in query["sql"] for query in asked) == 1


def test_the_archive_sets_no_cookie_and_varies_on_nothing(client):
    write_days("2024-05-17")
    client.cookies["sessionid"] = "what-a-reader-of-ours-never-has"
    for address in ("/archive/", "/archive/2024/", "/archive/2024/05/"):
        response = client.get(address)
        assert not response.cookies
        assert "Vary" not in response.headers
        assert " style=" not in response.content.decode()
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
