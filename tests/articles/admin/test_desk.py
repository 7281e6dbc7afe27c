"""The first page of the desk: what waits for whom, counts that agree with their lists, and its cost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import assigning, planning, publishing, talking
from articles.admin import desk, paging
from articles.models import Article, CopyKind, Feed, ImportBatch, NearCopy, Source
from articles.records import Record
from tests.articles.admin.pages import address, find_all, parse, text_of
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db
ROLES = ("reporter", "editor", "managing editor", "import staff")


def record(**overrides):
    return Record.from_mapping({"headline": "خبر", "body": "نص", **overrides})


def in_hours(number):
    return timezone.now() + timedelta(hours=number)


def fill(person, *, boss, times=1):
    """Put on the desk of `person` something for each of its lists."""
    for _number in range(times):
        writer = person if person.has_perm("articles.add_article") else boss
        if not writer.has_perm("articles.change_article"):
            writer = boss
        publishing.create(record(headline="مسودة"), by=writer)
        back = publishing.create(record(headline="معادة"), by=writer)
        publishing.submit(back, by=writer)
        publishing.send_back(back, by=boss, note="ناقص")
        publishing.submit(publishing.create(record(headline="مرسلة"), by=writer), by=writer)
        approved, later, now = (publishing.create(record(headline=h), by=boss) for h in ("م", "ج", "ن"))
        publishing.approve(approved, by=boss)
        publishing.schedule(later, at=in_hours(1), by=boss)
        planning.embargo(publishing.schedule(_again(boss), at=in_hours(1), by=boss), at=in_hours(2), by=boss)
        publishing.publish(now, by=boss)
        write_articles(make_record(headline=None, status="draft"), status=None)
        copies = [make_article(), make_article()]
        batch = ImportBatch.objects.first()
        NearCopy.objects.create(
            batch=batch, article=copies[1], other=copies[0], score=1.0, kind=CopyKind.EXACT
        )
        talking.add_note(now, f"@{person.username} انظر", by=boss)
        assigning.assign(title="عمل", to=person, due_at=in_hours(1), by=boss, article=now)
    Feed.objects.update(failures=0)
    source = Source.objects.first()
    for number in range(times):
        Feed.objects.create(
            source=source, url=f"https://marsa.example/{Feed.objects.count()}-{number}", failures=3
        )


def _again(boss):
    return publishing.create(record(headline="محظور"), by=boss)


@pytest.fixture
def boss(managing_editor):
    return managing_editor


def numbers(person):
    return {one.name: one.count for one in desk.waiting_for(person)}


EVERYBODY = {"mentions": 1, "assignments": 1, "scheduled": 2, "published": 1}
EXPECTED = {
    "reporter": {
        "mentions": 1, "assignments": 1, "scheduled": 0, "published": 1, "sent_back": 1, "drafts": 2, "sent": 1,
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


@pytest.mark.parametrize("role", ROLES)
def test_the_page_and_its_fragment_show_the_same(client, boss, role):
    person = make_user("person", group=role)
    fill(person, boss=boss)
    client.force_login(person)
    whole, part = client.get("/admin/"), client.get("/admin/desk/")
    for one in desk.waiting_for(person):
        assert f'data-list="{one.name}" data-count="{one.count}"' in part.content.decode()
    tiles = [
        [link.get("href") for link in find_all(parse(page), "a") if link.get("data-list")]
        for page in (whole, part)
    ]
    assert tiles[0] == tiles[1]
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("size", [1, 8])
def test_the_first_page_costs_the_same_at_any_size(client, boss, size, django_assert_num_queries):
    fill(boss, boss=boss, times=size)
    client.force_login(boss)
    # Session and person 2, rights 2; all lists of articles 1, those shown 1; mentions, assignments,
    # near-copies and feeds, each their keys and those shown 8; the day 3.
    with django_assert_num_queries(17):
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
    assert (drafts.count, drafts.more, len(drafts.rows)) == (3, True, 4 if desk.SHOWN < 4 else 4)
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
    page = text_of(client.get("/admin/"))
    assert "منذ 5 ساعات" in page
    assert "منذ 9 ساعات" in page


def test_what_is_scheduled_first_comes_first(editor):
    for name, hours in (("ثان", 5), ("أول", 2)):
        publishing.schedule(
            publishing.create(record(headline=name), by=editor), at=in_hours(hours), by=editor
        )
    lists = {one.name: one for one in desk.waiting_for(editor)}
    assert [row.headline for row in lists["scheduled"].rows] == ["أول", "ثان"]


def test_what_an_import_left_without_a_headline_says_what_it_lacks(client, editor):
    make_article(headline=None, status=None, body="نص بلا عنوان")
    client.force_login(editor)
    assert "ينقصه: العنوان" in text_of(client.get("/admin/"))


def test_a_draft_of_another_is_on_nobody_elses_desk(client, editor, reporter):
    publishing.create(record(headline="سر المحرر"), by=editor)
    publishing.schedule(
        publishing.create(record(headline="سر مجدول"), by=editor), at=in_hours(0.01), by=editor
    )
    client.force_login(reporter)
    page = text_of(client.get("/admin/"))
    assert "سر المحرر" not in page
    assert "سر مجدول" not in page


def test_the_line_of_the_day_holds_what_comes_out_today(client, editor):
    noon = timezone.localtime().replace(hour=23, minute=59, second=58)
    publishing.schedule(publishing.create(record(headline="ليلي"), by=editor), at=noon, by=editor)
    publishing.schedule(
        publishing.create(record(headline="غدا"), by=editor), at=noon + timedelta(hours=1), by=editor
    )
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


@pytest.mark.parametrize("query", ["origin=import", "origin=desk", "state=sent_back", "state=published"])
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
        keys = [
            link.get("data-key")
            for link in find_all(parse(client.get("/admin/")), "a")
            if link.get("data-key")
        ]
        assert ("KeyN" in keys) == may
        assert "KeyD" in keys
