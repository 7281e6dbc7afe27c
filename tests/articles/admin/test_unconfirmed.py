"""Where a password was given long ago, no door of the desk puts a draft before readers without asking."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import bulk, publishing
from articles.admin import confirming
from articles.models import Article, BulkState, Status
from articles.records import Record
from tests.articles.admin.pages import address, form_fields
from tests.articles.admin.test_bulk import act_on, forget_password, page_of
from tests.articles.admin.test_paste import PAGE, make
from tests.articles.bulk.runs import choose

pytestmark = pytest.mark.django_db
PASSWORD = "كلمة-مرور-طويلة"


def make_draft(by):
    data = {"headline": "افتتاح جسر في مرسى النخيل", "body": "افتتحت البلدية جسرا جديدا.",
            "published_at": "2024-05-17T09:30:00+00:00"}  # fmt: skip
    return publishing.create(Record.from_mapping(data), by=by)


def at(moment):
    local = timezone.localtime(moment)
    return {"at_0": f"{local:%Y-%m-%d}", "at_1": f"{local:%H:%M}"}


def by_move(client, article):
    client.post(address("move", article.pk, "publish"), {"checked": "1"})


def by_schedule(client, article):
    client.post(address("move", article.pk, "schedule"), at(timezone.now() + timedelta(minutes=5)))


def by_schedule_of_the_past(client, article):
    client.post(address("move", article.pk, "schedule"), at(timezone.now() - timedelta(hours=1)))


def by_save(client, article):
    page = client.get(address("change", article.pk))
    client.post(address("change", article.pk), {**form_fields(page), "headline": "آخر", "_move": "publish"})


def by_form(client, article):
    """A form takes the state of a record from nobody."""
    page = client.get(address("change", article.pk))
    sent = {**form_fields(page), "headline": "آخر", "status": "published", "_status": "published"}
    client.post(address("change", article.pk), sent)


def by_bulk(client, article):
    run = act_on(client, "publish", [article])
    client.post(page_of(run, "confirm"), {"takes_warnings": "on"})
    client.post(page_of(run, "again"))


def by_restore(client, article):
    newer = publishing.record_of(article.latest_revision)
    newer.status = Status.PUBLISHED
    publishing.save(article, newer, by=article.created_by)
    publishing.save(Article.objects.get(pk=article.pk), Record(headline="آخر"), by=article.created_by)
    for number in (1, 2):
        client.post(address("restore", article.pk, number))


def by_json(client, article):
    for method in (client.post, client.put, client.patch):
        sent = {"record": {"status": "published"}}
        method(f"/articles/{article.pk}.json", sent, content_type="application/json")


def by_paste(client, article):
    make(client, PAGE, status="published")


DOORS = [
    by_move,
    by_schedule,
    by_schedule_of_the_past,
    by_save,
    by_form,
    by_bulk,
    by_restore,
    by_json,
    by_paste,
]


@pytest.mark.parametrize("door", DOORS)
def test_no_door_gives_a_draft_to_readers(client, editor, door):
    article = make_draft(editor)
    client.force_login(editor)
    forget_password(client)
    door(client, article)
    assert not Article.objects.filter(status=Status.PUBLISHED).exists()
    assert client.session[confirming.KEY] < timezone.now().timestamp() - confirming.HOLDS.total_seconds()


def test_a_draft_is_scheduled_once_the_password_is_given(client, editor):
    article = make_draft(editor)
    client.force_login(editor)
    forget_password(client)
    sent = at(timezone.now() + timedelta(minutes=5))
    page = client.post(address("move", article.pk, "schedule"), sent)
    assert page.context["form"].errors.keys() == {"password"}
    client.post(address("move", article.pk, "schedule"), {**sent, "password": PASSWORD})
    assert Article.objects.get(pk=article.pk).is_scheduled


def test_a_word_sent_before_the_preview_is_no_word(client, editor, monkeypatch):
    """A step may end between the reading of a run and its lock: its word is then not of this preview."""
    run = choose("publish", [make_draft(editor)], by=editor)
    client.force_login(editor)
    forget_password(client)
    ready, run.state = run.state, BulkState.JUDGING
    run.save()

    def end_meanwhile(found):
        type(run).objects.filter(pk=run.pk).update(state=ready)
        return found

    monkeypatch.setattr(bulk, "confirm", lambda found, **given: confirm(end_meanwhile(found), **given))
    client.post(page_of(run, "confirm"), {})
    assert not Article.objects.filter(status=Status.PUBLISHED).exists()


confirm = bulk.confirm
