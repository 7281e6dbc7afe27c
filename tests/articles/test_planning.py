"""Embargoes, planned updates and breaking news: what readers have before and after their moment."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from articles import planning, publishing
from articles.exporting import record_json
from articles.models import Article, AuditEntry, PlannedUpdate, Status
from articles.records import Record
from articles.sitemaps import BLOCK_SIZE
from articles.tasks import publish_planned_updates
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def record(**overrides):
    return Record.from_mapping({"headline": "عنوان", "body": "<p>نص</p>", **overrides})


def in_hours(number):
    return timezone.now() + number * HOUR


def pass_time(article, **moments):
    """Let moments of an article be past, as if the clock had gone on."""
    Article.objects.filter(pk=article.pk).update(**moments)
    article.refresh_from_db()


def change(article, editor, **overrides):
    publishing.save(article, record(**overrides), by=editor)
    article.refresh_from_db()
    return article


# Every public door: pages, lists, feeds, the sitemap, JSON by number and by identity, search.
DOORS_OF_READERS = [
    lambda a: a.get_absolute_url(),
    lambda a: reverse("article-json", args=[a.pk]),
    lambda a: reverse("article-by-external-id", args=[a.external_id]),
    lambda a: "/",
    lambda a: a.section.get_absolute_url(),
    lambda a: a.source.get_absolute_url(),
    lambda a: "/keywords/جسور/",
    lambda a: "/feeds/latest.rss",
    lambda a: "/feeds/latest.json",
    lambda a: f"/sitemap-articles-{a.pk // BLOCK_SIZE}.xml",
    lambda a: "/search/?q=سرالمرسى",
    lambda a: "/search.json?q=سرالمرسى",
]


def tells_of(response, article):
    page = response.content.decode()
    return article.headline in page or f"/articles/{article.pk}" in page


@pytest.mark.parametrize("door", DOORS_OF_READERS)
def test_nothing_under_embargo_is_public_by_any_door(client, editor, door):
    article = make_article(headline="سرالمرسى ينكشف", status="approved")
    planning.embargo(article, at=in_hours(2), by=editor)
    # As an import would: the row says published, its time is long past, and only the embargo holds.
    moments = {"published_at": in_hours(-5), "first_published_at": in_hours(-5)}
    Article.objects.filter(pk=article.pk).update(status="published", **moments)
    assert not tells_of(client.get(door(article)), article)
    pass_time(article, embargo_until=in_hours(-1))
    assert tells_of(client.get(door(article)), article)


def test_an_import_that_publishes_does_not_break_an_embargo(client, editor):
    given = make_record(id="7", status="draft")
    written, _applied = write_articles(given, status=None)
    article = Article.objects.get(pk=written[0].article.pk)
    planning.embargo(article, at=in_hours(2), by=editor)
    Article.objects.update(is_touched=False)
    write_articles(make_record(id="7", headline="عنوان آخر", status="published"))
    article.refresh_from_db()
    assert (article.status, article.is_public) == (Status.PUBLISHED, False)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_publishing_under_embargo_waits_for_its_end(editor):
    article = publishing.create(record(), by=editor)
    until = in_hours(3)
    planning.embargo(article, at=until, by=editor)
    article = publishing.publish(article, by=editor)
    assert (article.published_at, article.is_scheduled, article.is_public) == (until, True, False)
    assert not Article.objects.published().exists()


def test_a_schedule_before_the_end_of_the_embargo_is_refused(editor):
    article = publishing.create(record(), by=editor)
    article = planning.embargo(article, at=in_hours(3), by=editor)
    with pytest.raises(publishing.PublishingError, match="الحظر"):
        publishing.schedule(article, at=in_hours(2), by=editor)
    assert publishing.schedule(article, at=in_hours(4), by=editor).is_scheduled


def test_an_embargo_moves_an_earlier_schedule_to_its_end_and_no_later_one(editor):
    early, late = (publishing.create(record(headline=name), by=editor) for name in ("أول", "ثان"))
    publishing.schedule(early, at=in_hours(1), by=editor)
    fixed = in_hours(9)
    publishing.schedule(late, at=fixed, by=editor)
    until = in_hours(5)
    assert planning.embargo(early, at=until, by=editor).published_at == until
    assert planning.embargo(late, at=until, by=editor).published_at == fixed
    early.refresh_from_db()
    assert early.first_published_at == until
    assert not early.has_unpublished_changes


def test_what_readers_have_takes_no_embargo(editor):
    with pytest.raises(publishing.WrongState):
        planning.embargo(make_article(), at=in_hours(1), by=editor)


def test_an_embargo_that_is_lifted_leaves_the_schedule(editor):
    article = publishing.create(record(), by=editor)
    planning.embargo(article, at=in_hours(1), by=editor)
    publishing.schedule(article, at=in_hours(2), by=editor)
    article = planning.lift_embargo(article, by=editor)
    assert (article.embargo_until, article.is_scheduled) == (None, True)


@pytest.mark.parametrize("name", ["embargo", "mark_breaking", "plan_update"])
@pytest.mark.parametrize("hours", [-1, 0])
def test_a_moment_that_is_past_is_refused(editor, name, hours):
    article = make_article(status="published" if name == "plan_update" else "approved")
    if name == "plan_update":
        change(article, editor)
    with pytest.raises(publishing.PublishingError, match="مضى"):
        getattr(planning, name)(article, at=in_hours(hours), by=editor)


def test_a_planned_update_leaves_readers_their_text_until_its_time(client, editor):
    article = change(make_article(headline="القديم"), editor, headline="الجديد")
    planning.plan_update(article, at=in_hours(1), by=editor)
    assert publish_planned_updates(timestamp=0) == 0
    assert "القديم" in client.get(article.get_absolute_url()).content.decode()
    PlannedUpdate.objects.update(at=in_hours(-1))
    assert publish_planned_updates(timestamp=0) == 1
    article.refresh_from_db()
    assert (article.headline, article.has_unpublished_changes) == ("الجديد", False)
    assert article.updated_at is not None
    assert not PlannedUpdate.objects.exists()
    assert publish_planned_updates(timestamp=0) == 0
    assert AuditEntry.objects.filter(action="update", by=editor).count() == 1


def test_a_planned_update_gives_the_version_of_its_planning_and_no_later_one(editor):
    article = change(make_article(headline="القديم"), editor, headline="المتفق عليه", keywords=["وسم"])
    planning.plan_update(article, at=in_hours(1), by=editor)
    change(article, editor, headline="مسودة لم تتم")
    PlannedUpdate.objects.update(at=in_hours(-1))
    publish_planned_updates(timestamp=0)
    article.refresh_from_db()
    assert (article.headline, article.keywords.names()) == ("المتفق عليه", ["وسم"])
    assert article.has_unpublished_changes
    assert article.latest_revision.headline == "مسودة لم تتم"
    assert article.desk_key == "مسوده لم تتم"


def test_planning_again_takes_the_place_of_the_first_plan(editor):
    article = change(make_article(), editor, headline="أول")
    planning.plan_update(article, at=in_hours(1), by=editor)
    later = in_hours(2)
    planning.plan_update(change(article, editor, headline="ثان"), at=later, by=editor)
    planned = PlannedUpdate.objects.get()
    assert (planned.at, planned.revision.headline) == (later, "ثان")


@pytest.mark.parametrize("move", ["publish", "unpublish", "correct", "withdraw"])
def test_a_move_takes_the_planned_update_away(managing_editor, move):
    article = change(make_article(), managing_editor, headline="جديد")
    planning.plan_update(article, at=in_hours(1), by=managing_editor)
    getattr(publishing, move)(article, by=managing_editor, note="سبب")
    assert not PlannedUpdate.objects.exists()


def test_a_planned_update_of_what_an_import_withdrew_is_dropped(editor):
    article = change(make_article(), editor, headline="جديد")
    planning.plan_update(article, at=in_hours(1), by=editor)
    pass_time(article, status="withdrawn")
    PlannedUpdate.objects.update(at=in_hours(-1))
    publish_planned_updates(timestamp=0)
    article.refresh_from_db()
    assert (article.status, article.headline == "جديد") == (Status.WITHDRAWN, False)
    assert not PlannedUpdate.objects.exists()


def test_dropping_a_planned_update_keeps_the_version(editor):
    article = change(make_article(), editor, headline="جديد")
    planning.plan_update(article, at=in_hours(1), by=editor)
    planning.drop_update(article, by=editor)
    article.refresh_from_db()
    assert not PlannedUpdate.objects.exists()
    assert article.has_unpublished_changes


def test_only_a_version_that_readers_lack_is_planned(editor):
    with pytest.raises(publishing.WrongState):
        planning.plan_update(make_article(), at=in_hours(1), by=editor)


def test_an_incomplete_version_is_not_planned(editor):
    article = change(make_article(), editor, headline=None)
    with pytest.raises(publishing.Incomplete):
        planning.plan_update(article, at=in_hours(1), by=editor)


@pytest.mark.django_db(transaction=True)
def test_an_update_that_another_worker_has_in_hand_is_left_to_it():
    editor = make_user(group="editor")
    held, free = (change(make_article(), editor, headline=name) for name in ("محجوز", "حر"))
    for article in (held, free):
        planning.plan_update(article, at=in_hours(1), by=editor)
    PlannedUpdate.objects.update(at=in_hours(-1))
    done = []

    def work():
        try:
            done.append(planning.publish_due_updates())
        finally:
            connection.close()

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=held.pk)
        other = threading.Thread(target=work)
        other.start()
        other.join(20)
        assert done == [1]
    assert [planned.article_id for planned in PlannedUpdate.objects.all()] == [held.pk]
    assert planning.publish_due_updates() == 1


def test_breaking_has_an_end_that_needs_no_job(client, editor):
    article = make_article()
    planning.mark_breaking(article, at=in_hours(1), by=editor)
    assert "عاجل" in client.get(article.get_absolute_url()).content.decode()
    pass_time(article, breaking_until=in_hours(-1))
    assert "عاجل" not in client.get(article.get_absolute_url()).content.decode()


def test_breaking_can_be_ended_before(editor):
    article = planning.mark_breaking(make_article(), at=in_hours(1), by=editor)
    assert not planning.end_breaking(article, by=editor).is_breaking
    with pytest.raises(publishing.WrongState):
        planning.end_breaking(article, by=editor)


def test_the_record_says_nothing_of_what_only_the_desk_knows(editor):
    article = planning.embargo(make_article(status="approved"), at=in_hours(1), by=editor)
    assert "embargo_until" not in record_json(Article.objects.with_record().get(pk=article.pk))


def test_a_move_tells_when_it_was_made_and_a_draft_that_has_one_was_sent_back(reporter, editor):
    article = publishing.create(record(), by=reporter)
    assert article.moved_at is None
    publishing.submit(article, by=reporter)
    article = publishing.send_back(article, by=editor, note="ينقصه مصدر")
    assert (article.status, article.moved_at is not None) == (Status.DRAFT, True)
