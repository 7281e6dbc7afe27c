from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from articles.models import Article, PlannedUpdate, Section
from articles.month import weeks_of
from newsroom.models import User
from tests.articles.views.test_pages import make_articles
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/calendar/"


def at(day, hour=12):
    return timezone.make_aware(datetime(2024, 5, day, hour))


def publish(*days, **overrides):
    write_articles(
        *(make_record(published_at=at(day).isoformat(), status="published", **overrides) for day in days)
    )


def day_of(response, day):
    days = [one for week in response.context["weeks"] for one in week]
    return next(one for one in days if one.date == date(2024, 5, day))


def test_a_month_is_laid_out_in_weeks_that_begin_on_sunday(client, editor):
    client.force_login(editor)
    response = client.get(ADDRESS, {"month": "2024-05"})
    weeks = response.context["weeks"]
    assert [len(week) for week in weeks] == [7] * 5
    assert (weeks[0][0].date, weeks[-1][-1].date) == (date(2024, 4, 28), date(2024, 6, 1))
    assert response.context["weekdays"][0] == "الأحد"
    assert response.context["title"] == "مايو/أيار 2024"
    with override("en"):
        assert weeks_of(editor, 2024, 5)[0][0].date.weekday() == 6


def test_each_day_tells_how_much_came_out_and_the_last_of_it(client, editor):
    for hour in (8, 9, 10, 11):
        make_article(published_at=at(17, hour).isoformat())
    publish(3)
    make_article(status="draft", published_at=at(17).isoformat())
    client.force_login(editor)
    response = client.get(ADDRESS, {"month": "2024-05"})
    day = day_of(response, 17)
    assert (day.count, day.more) == (4, 1)
    assert [timezone.localtime(event.moment).hour for event in day.events] == [9, 10, 11]
    assert (day_of(response, 3).count, day_of(response, 4).count) == (1, 0)
    assert "4 مقالات" in response.content.decode()
    assert "/admin/calendar/2024/5/17/" in response.content.decode()


def test_what_is_scheduled_stands_in_its_day_the_first_first(client, editor):
    soon = timezone.localtime().replace(day=15, hour=9, minute=0) + timedelta(days=40)
    for minutes in range(5):
        make_article(published_at=(soon + timedelta(minutes=minutes)).isoformat())
    client.force_login(editor)
    days = [one for week in weeks_of(editor, soon.year, soon.month) for one in week]
    day = next(one for one in days if one.date == soon.date())
    assert day.count == 5
    assert [timezone.localtime(event.moment).minute for event in day.events] == [0, 1, 2]


def test_a_day_goes_by_the_clock_of_the_newsroom(client, editor):
    # 21:30 in Greenwich is the next day in Riyadh.
    make_article(published_at="2024-05-17T21:30:00+00:00")
    client.force_login(editor)
    response = client.get(ADDRESS, {"month": "2024-05"})
    assert (day_of(response, 17).count, day_of(response, 18).count) == (0, 1)


def test_planned_updates_and_ends_of_embargoes_count_too(client, editor):
    live, held = make_article(), make_article(status="approved")
    PlannedUpdate.objects.create(article=live, revision=live.latest_revision, at=at(9), by=editor)
    Article.objects.filter(pk=held.pk).update(embargo_until=at(9, 15))
    client.force_login(editor)
    response = client.get(ADDRESS, {"month": "2024-05"})
    day = day_of(response, 9)
    assert (day.count, [event.kind for event in day.events]) == (2, ["update", "embargo"])
    text = client.get("/admin/calendar/2024/5/9/").content.decode()
    assert live.headline in text
    assert held.headline in text


def test_a_day_has_a_page_of_its_own_with_the_days_around_it(client, editor):
    article = make_article(published_at=at(31).isoformat())
    client.force_login(editor)
    text = client.get("/admin/calendar/2024/5/31/").content.decode()
    assert article.headline in text
    assert "الجمعة 31 مايو/أيار 2024" in text
    assert "/admin/calendar/2024/5/30/" in text
    assert "/admin/calendar/2024/6/1/" in text
    assert "لا شيء في هذا اليوم" in client.get("/admin/calendar/2001/01/01/").content.decode()


@pytest.mark.parametrize("month", ["x", "2024-13", "0000-01", "9999-12", "٢٠٢٤-٠٥", "2024-05-01", "-"])
def test_a_month_that_cannot_be_read_is_the_present_one(client, editor, month):
    client.force_login(editor)
    response = client.get(ADDRESS, {"month": month})
    assert any(day.is_today for week in response.context["weeks"] for day in week)


@pytest.mark.parametrize(
    "day", ["2024/13/01", "2024/02/30", "0000/01/01", "9999/12/31", "0001/01/01", "9" * 30 + "/1/1"]
)
def test_a_day_that_is_none_is_not_found(client, editor, day):
    client.force_login(editor)
    assert client.get(f"{ADDRESS}{day}/").status_code == 404


def test_who_is_kept_to_a_section_counts_and_reads_only_what_they_may_see(client):
    later = (timezone.localtime() + timedelta(days=2)).replace(hour=12)
    make_article(section="سياسة", headline="زقزوق", published_at=later.isoformat())
    own = make_article(section="رياضة", published_at=later.isoformat())
    person = make_user("kept", group="reporter")
    person.sections.set([Section.objects.get(name="رياضة")])
    client.force_login(User.objects.get(pk=person.pk))
    response = client.get(ADDRESS, {"month": f"{later:%Y-%m}"})
    assert own.headline in response.content.decode()
    assert "زقزوق" not in response.content.decode()
    assert sum(day.count for week in response.context["weeks"] for day in week) == 1
    assert "زقزوق" not in client.get(f"/admin/calendar/{later:%Y/%m/%d}/").content.decode()


@pytest.mark.parametrize("count", [1, 60])
def test_the_queries_of_a_month_do_not_grow(client, editor, django_assert_num_queries, count):
    make_articles(count)
    weeks_of(editor, 2024, 5)  # the person's rights and sections, once
    # What came out and how much, its headlines in two, planned updates, ends of embargoes.
    with django_assert_num_queries(5):
        weeks_of(editor, 2024, 5)


def test_the_desk_leads_to_the_calendar(client, editor):
    client.force_login(editor)
    assert f'href="{ADDRESS}"' in client.get("/admin/").content.decode()
