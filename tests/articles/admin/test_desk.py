"""The first page of the desk: what waits for whom, counts that agree with their lists, and its cost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import assigning, planning, publishing, talking
from articles.admin import desk, paging
from articles.models import Article, CopyKind, Feed, ImportBatch, NearCopy
from articles.records import Record
from tests.articles.admin.pages import address, find_all, parse, text_of
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db
ROLES = ("reporter", "editor", "managing editor", "import staff")


def record(**overrides):
    return Record.from_mapping({"headline": "خبر", "body": "نص", **overrides})


def in_hours(number):
    return timezone.now() + timedelta(hours=number)


def schedule(headline, at, *, by):
    return publishing.schedule(publishing.create(record(headline=headline), by=by), at=at, by=by)


def fill(person, *, boss, times=1):
    """Put on the desk of `person` something for each of its lists."""
    writer = person if person.has_perm("articles.change_article") else boss
    for number in range(times):
        fill_workflow(writer, boss)
        now = publishing.publish(publishing.create(record(headline="ن"), by=boss), by=boss)
        write_articles(make_record(headline=None, status="draft"), status=None)
        one, two = make_article(), make_article()
        batch = ImportBatch.objects.first()
        NearCopy.objects.create(batch=batch, article=two, other=one, score=1.0, kind=CopyKind.EXACT)
        talking.add_note(now, f"@{person.username} انظر", by=boss)
        assigning.assign(title="عمل", to=person, due_at=in_hours(1), by=boss, article=now)
        Feed.objects.create(source=one.source, url=f"https://marsa.example/{number}", failures=3)


def fill_workflow(writer, boss):
    publishing.create(record(headline="مسودة"), by=writer)
    back = publishing.submit(publishing.create(record(headline="معادة"), by=writer), by=writer)
    publishing.send_back(back, by=boss, note="ناقص")
    publishing.submit(publishing.create(record(headline="مرسلة"), by=writer), by=writer)
    publishing.approve(publishing.create(record(headline="معتمدة"), by=boss), by=boss)
    schedule("مجدولة", in_hours(1), by=boss)
    planning.embargo(schedule("محظورة", in_hours(1), by=boss), at=in_hours(2), by=boss)


@pytest.fixture
def boss(managing_editor):
    return managing_editor


def numbers(person):
    return {one.name: one.count for one in desk.waiting_for(person)}


EVERYBODY = {"mentions": 1, "assignments": 1, "scheduled": 2, "published": 1}
EXPECTED = {
    "reporter": {
        **EVERYBODY, "scheduled": 0, "sent_back": 1, "drafts": 2, "sent": 1,
    },
    "editor": {
        **EVERYBODY, "sent_back": 1, "drafts": 2, "sent": 1, "review": 1, "approved": 1, "incomplete": 1,
        "copies": 1,
    },
    "managing editor": {
        **EVERYBODY, "sent_back": 1, "drafts": 2, "sent": 1, "review": 1, "approved": 1, "incomplete": 1,
        "copies": 1, "feeds": 1,
    },
    "import staff": {**EVERYBODY, "copies": 1},
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_its_lists_and_each_count_is_that_of_its_list(client, boss, role):
    person = make_user("person", group=role)
    fill(person, boss=boss)
    assert numbers(person) == EXPECTED[role]
    client.force_login(person)
    for one in desk.waiting_for(person):
        listed = client.get(one.address)
        assert listed.status_code == 200, one.name
        assert listed.context["cl"].result_count == one.count, one.name
        shown = [row.pk for row in listed.context["cl"].result_list]
        assert {row.pk for row in one.rows} <= set(shown), one.name


def tiles(response):
    return [link.get("href") for link in find_all(parse(response), "a") if link.get("data-list")]


@pytest.mark.parametrize("role", ROLES)
def test_the_page_and_its_fragment_show_the_same(client, boss, role):
    person = make_user("person", group=role)
    fill(person, boss=boss)
    client.force_login(person)
    whole, part = client.get("/admin/"), client.get("/admin/desk/")
    for one in desk.waiting_for(person):
        assert f'data-list="{one.name}" data-count="{one.count}"' in part.content.decode()
    assert tiles(whole) == tiles(part)
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("size", [1, 8])
def test_the_first_page_costs_the_same_at_any_size(client, boss, size, django_assert_num_queries):
    fill(boss, boss=boss, times=size)
    client.force_login(boss)
    # Session and person 2, rights 2; all lists of articles 1, those shown 1; mentions, assignments,
    # near-copies and feeds, each their keys and those shown 8; the day 3; on the whole page the backups 1.
    with django_assert_num_queries(18):
        client.get("/admin/")
    with django_assert_num_queries(17):
        client.get("/admin/desk/")


def test_an_empty_desk_says_so_and_costs_less(client, reporter, django_assert_num_queries):
    client.force_login(reporter)
    # Session and person 2, rights 2; lists of articles 1, mentions 1, assignments 1; the day 3.
    with django_assert_num_queries(10):
        page = text_of(client.get("/admin/"))
    assert "لا شيء ينتظرك الآن" in page
    assert "لا ينشر شيء آخر اليوم" in page


def test_a_count_stops_at_its_bound(client, editor, monkeypatch):
    monkeypatch.setattr(desk, "MOST", 3)
    for _number in range(5):
        publishing.create(record(), by=editor)
    client.force_login(editor)
    drafts = next(one for one in desk.waiting_for(editor) if one.name == "drafts")
    assert (drafts.count, drafts.more, len(drafts.rows)) == (3, True, 4)
    assert "أكثر من 3" in text_of(client.get("/admin/desk/"))


def test_what_waits_longest_for_review_comes_first_with_its_age(client, editor, reporter):
    for name, hours in (("الجديد", 1), ("القديم", 5)):
        article = publishing.create(record(headline=name), by=reporter)
        publishing.submit(article, by=reporter)
        Article.objects.filter(pk=article.pk).update(moved_at=in_hours(-hours))
    imported = make_article(headline="المستورد", status="in_review")
    Article.objects.filter(pk=imported.pk).update(created_at=in_hours(-9))
    review = next(one for one in desk.waiting_for(editor) if one.name == "review")
    assert [row.headline for row in review.rows] == ["المستورد", "القديم", "الجديد"]
    client.force_login(editor)
    assert list(client.get(review.address).context["cl"].result_list) == review.rows
    page = text_of(client.get("/admin/"))
    assert "منذ 5 ساعات" in page
    assert "منذ 9 ساعات" in page


def test_what_is_scheduled_first_comes_first(editor):
    schedule("ثان", in_hours(5), by=editor)
    schedule("أول", in_hours(2), by=editor)
    lists = {one.name: one for one in desk.waiting_for(editor)}
    assert [row.headline for row in lists["scheduled"].rows] == ["أول", "ثان"]


def test_what_an_import_left_without_a_headline_says_what_it_lacks(client, editor):
    make_article(headline=None, status=None, body="نص بلا عنوان")
    client.force_login(editor)
    assert "ينقصه: العنوان" in text_of(client.get("/admin/"))


def test_a_draft_of_another_is_on_nobody_elses_desk(client, editor, reporter):
    publishing.create(record(headline="سر المحرر"), by=editor)
    schedule("سر مجدول", in_hours(0.01), by=editor)
    client.force_login(reporter)
    page = text_of(client.get("/admin/"))
    assert "سر المحرر" not in page
    assert "سر مجدول" not in page


def test_the_line_of_the_day_holds_what_comes_out_today(client, editor):
    night = timezone.localtime().replace(hour=23, minute=59, second=58)
    schedule("ليلي", night, by=editor)
    schedule("غدا", night + timedelta(hours=1), by=editor)
    events = desk.day_line(editor)
    assert [event.article.headline for event in events] == ["ليلي"]
    client.force_login(editor)
    assert "23:59 ليلي نشر" in text_of(client.get("/admin/"))


def test_a_managing_editor_has_the_urgent_moves_on_the_desk(client, boss, editor):
    article = make_article(status="in_review")
    for person, has in ((boss, True), (editor, False)):
        client.force_login(person)
        links = [link.get("href") for link in find_all(parse(client.get("/admin/")), "a")]
        assert (address("move", article.pk, "publish") in links) == has


@pytest.mark.parametrize("query", ["origin=import", "state=sent_back", "state=published"])
def test_a_filter_of_the_desk_keeps_the_bound_of_the_list(client, editor, query, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 2)
    write_articles(*[make_record() for _n in range(5)])
    for _number in range(5):
        article = publishing.create(record(), by=editor)
        publishing.submit(article, by=editor)
        publishing.send_back(article, by=editor, note="أعد")
    client.force_login(editor)
    assert client.get(f"/admin/articles/article/?{query}").context["cl"].paginator.count == 3


def test_the_keys_name_only_what_a_person_may_do(client, editor, import_staff):
    for person, may in ((editor, True), (import_staff, False)):
        client.force_login(person)
        links = find_all(parse(client.get("/admin/")), "a")
        keys = [link.get("data-key") for link in links]
        assert ("KeyN" in keys) == may
        assert "KeyD" in keys
