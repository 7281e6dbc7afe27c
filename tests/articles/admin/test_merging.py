"""A save over a newer version: both side by side, a choice for each paragraph, nothing lost."""

import pytest

from articles import publishing
from articles.models import Autosave, Revision
from articles.records import Record
from tests.articles.admin.pages import address, form_fields, text_of
from tests.articles.admin.test_autosaves import type_into

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = "<p>كان الميناء صغيرا</p>", "<p>وعمل فيه مئة عامل</p>", "<p>ثم اتسع</p>"


def record(body, **overrides):
    return Record.from_mapping({"headline": "عنوان", "body": body, **overrides})


@pytest.fixture
def article(editor):
    return publishing.create(record(FIRST + SECOND + THIRD), by=editor)


@pytest.fixture
def conflict(client, article, editor, managing_editor):
    """Let two people change one paragraph, and each another one; return the page of the second."""
    client.force_login(editor)
    fields = form_fields(client.get(address("change", article.pk)))
    theirs = record("<p>كان الميناء صغيرا جدا</p>" + SECOND.replace("مئة", "مئتا") + THIRD)
    publishing.save(article, theirs, by=managing_editor)
    mine = FIRST + SECOND.replace("مئة", "ألف") + "<p>ثم اتسع كثيرا</p>"
    return client.post(address("change", article.pk), {**fields, "body": mine})


def merge_url(article):
    return address("merge", article.pk, Revision.objects.get(kind="conflict").number)


def merge(client, page, article, **picks):
    start = page.content.decode()
    seen = start.partition('name="seen" value="')[2].partition('"')[0]
    given = {name.replace("_", "-"): pick for name, pick in picks.items()}
    return client.post(merge_url(article), {"seen": seen, **given})


def test_both_texts_are_side_by_side_and_the_choice_that_loses_nothing_is_made(conflict):
    assert conflict.status_code == 409
    (part,) = conflict.context["parts"]
    assert [(row["pick"], row["theirs"] == row["mine"]) for row in part["rows"]] == [
        ("theirs", False), ("both", False), ("mine", False),
    ]  # fmt: skip
    assert "<del>" in part["rows"][1]["theirs"]
    assert "<ins>" in part["rows"][1]["mine"]


def test_a_merge_is_the_next_version_and_both_stay(client, article, conflict):
    merge(client, conflict, article, body_1="mine")
    article.refresh_from_db()
    body = article.latest_revision.snapshot["body"].replace("\n", "")
    assert body == "<p>كان الميناء صغيرا جدا</p><p>وعمل فيه ألف عامل</p><p>ثم اتسع كثيرا</p>"
    assert [revision.kind for revision in article.revisions.all()] == ["save", "conflict", "save", "save"]


def test_as_proposed_no_word_of_either_is_lost(client, article, conflict):
    merge(client, conflict, article)
    article.refresh_from_db()
    body = article.latest_revision.snapshot["body"]
    assert all(word in body for word in ("جدا", "مئتا", "ألف", "كثيرا"))


def test_a_version_saved_once_more_meanwhile_is_shown_again(client, article, conflict, managing_editor):
    publishing.save(article, record(FIRST), by=managing_editor)
    response = merge(client, conflict, article)
    assert response.status_code == 200
    assert Revision.objects.filter(kind="save").count() == 3
    assert "اختر من جديد" in text_of(response)


def test_a_text_that_stands_aside_can_be_merged_later(client, article, conflict):
    number = Revision.objects.get(kind="conflict").number
    assert merge_url(article) in client.get(address("revision", article.pk, number)).content.decode()
    merge(client, client.get(merge_url(article)), article)
    article.refresh_from_db()
    assert article.latest_revision.number == number + 1


def test_the_unsaved_text_of_the_form_goes_with_the_merge_unless_it_was_written_on(client, article, conflict):
    url = address("change", article.pk)
    for turn, change, left in ((1, {}, 0), (2, {"headline": "كتب بعد ذلك"}, 1)):
        fields, _answer = type_into(client, url, fields=form_fields(conflict), turn=turn, **change)
        page = client.get(merge_url(article))
        seen = page.context["seen"]
        client.post(merge_url(article), {"seen": seen, "pen": fields["pen"], "body-1": "mine"})
        assert Autosave.objects.filter(is_closed=False).count() == left, turn
        Autosave.objects.all().delete()


def test_who_may_not_change_the_article_may_not_merge(client, article, conflict, reporter):
    client.force_login(reporter)
    assert client.get(merge_url(article)).status_code == 403
    assert client.post(merge_url(article)).status_code == 403


def test_the_same_save_at_the_same_time_makes_no_version_aside(client, article, editor):
    client.force_login(editor)
    url = address("change", article.pk)
    fields = {**form_fields(client.get(url)), "headline": "مرتين"}
    assert [client.post(url, fields).status_code for _time in range(3)] == [302] * 3
    assert [revision.kind for revision in article.revisions.all()] == ["save", "save"]
