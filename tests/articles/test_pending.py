"""The pictures of a text that waits: not deleted under it, and closed to who may not see it."""

from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import autosaving, planning, publishing
from articles.autosaving import Typed
from articles.models import Image, PendingImage
from articles.permissions import viewable_images
from articles.records import Record
from tests.articles.admin.pages import address
from tests.articles.test_figures import body_with, make_picture
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


def change(article, by, body="<p>نص</p>", **fields):
    return publishing.save(article, Record.from_mapping({"headline": "خبر", "body": body, **fields}), by=by)


def type_pictures(by, *fields, pen=None, turn=1, article=None):
    typed = Typed(pen or uuid4(), turn, [list(field) for field in fields])
    return autosaving.store(typed, article=article, by=by)


def kept():
    return sorted(PendingImage.objects.values_list("image", flat=True))


def is_protected(image):
    try:
        Image.objects.get(pk=image.pk).delete()
    except ProtectedError:
        return True
    return False


def test_the_pictures_of_a_newer_version_are_kept_until_readers_have_it(managing_editor):
    article, one, other = make_article(), make_picture(), make_picture(url="https://marsa.example/b.jpg")
    change(article, managing_editor, body_with(one), images=[{"id": other.pk}])
    assert kept() == [one.pk, other.pk]
    assert is_protected(one)
    publishing.publish(article, by=managing_editor)
    assert kept() == []
    assert (one.body_uses.count(), other.uses.count()) == (1, 1)


def test_a_version_that_gives_a_picture_up_gives_it_free(managing_editor):
    article, image = make_article(), make_picture()
    change(article, managing_editor, body_with(image))
    change(article, managing_editor)
    assert not is_protected(image)


def test_going_back_to_what_readers_have_gives_the_picture_free(managing_editor):
    article, image = make_article(), make_picture()
    live = article.live_revision
    change(article, managing_editor, body_with(image))
    publishing.restore(live, by=managing_editor)
    assert kept() == []


def test_a_planned_version_keeps_its_pictures_under_a_newer_one(managing_editor):
    article, one, other = make_article(), make_picture(), make_picture(url="https://marsa.example/b.jpg")
    change(article, managing_editor, body_with(one))
    planning.plan_update(article, at=timezone.now() + timedelta(hours=1), by=managing_editor)
    change(article, managing_editor, body_with(other))
    assert kept() == [one.pk, other.pk]
    article.planned_update.at = timezone.now() - timedelta(minutes=1)
    article.planned_update.save()
    assert planning.publish_due_updates() == 1
    assert kept() == [other.pk]
    assert one.body_uses.count() == 1


def test_a_draft_keeps_its_pictures_as_its_own(reporter):
    image = make_picture()
    article = publishing.create(
        Record.from_mapping({"headline": "خبر", "body": body_with(image)}), by=reporter
    )
    change(article, reporter, body_with(image, caption="شرح"))
    assert kept() == []
    assert is_protected(image)


@pytest.mark.parametrize("field", ["images-3-image", "body"])
def test_what_is_typed_keeps_its_pictures_while_it_is_unsaved(reporter, field):
    image, pen = make_picture(), uuid4()
    typed = str(image.pk) if field != "body" else body_with(image)
    type_pictures(reporter, (field, typed), pen=pen)
    assert is_protected(image)
    type_pictures(reporter, (field, typed), ("headline", "كلمة"), pen=pen, turn=2)
    assert is_protected(image)
    autosaving.close(pen, by=reporter)
    assert not is_protected(image)


def test_typing_a_picture_away_gives_it_free(reporter):
    image, pen = make_picture(), uuid4()
    type_pictures(reporter, ("body", body_with(image)), pen=pen)
    type_pictures(reporter, ("body", "<p>نص</p>"), pen=pen, turn=2)
    assert not is_protected(image)


@pytest.mark.parametrize("number", ["", "0x1", "١", "9" * 30, "99999"])
def test_what_is_no_picture_is_not_kept(reporter, number):
    type_pictures(reporter, ("images-0-image", number), ("body", f'<figure data-picture="{number}">'))
    assert kept() == []


def test_typing_without_pictures_asks_nothing_of_them(reporter):
    pen = uuid4()
    with CaptureQueriesContext(connection) as asked:
        type_pictures(reporter, ("body", "<p>نص</p>"), pen=pen)
        type_pictures(reporter, ("body", "<p>نص آخر</p>"), pen=pen, turn=2)
    assert not [one for one in asked.captured_queries if "pendingimage" in one["sql"]]


def test_an_unsaved_picture_is_closed_to_others(reporter, editor):
    image, other = make_picture(), make_user("other", group="reporter")
    type_pictures(reporter, ("body", body_with(image)))
    open_to = [user for user in (reporter, other, editor) if viewable_images(user, Image.objects.all())]
    assert open_to == [reporter, editor]


def test_the_picture_says_where_it_waits_and_offers_no_deletion(client, managing_editor, reporter):
    article, image = make_article(), make_picture()
    change(article, managing_editor, body_with(image))
    type_pictures(reporter, ("body", body_with(image)))
    client.force_login(managing_editor)
    page = client.get(reverse("admin:articles_image_change", args=[image.pk])).content.decode()
    assert address("change", article.pk) in page
    assert f"نص غير محفوظ لدى {reporter.username}" in page
    assert reverse("admin:articles_image_delete", args=[image.pk]) not in page


def test_naming_a_closed_picture_in_an_unsaved_text_opens_it_to_nobody(reporter, editor):
    closed, image = make_picture(), make_picture(url="https://marsa.example/b.jpg")
    publishing.create(Record.from_mapping({"headline": "خبر", "body": body_with(closed)}), by=editor)
    pen = uuid4()
    type_pictures(reporter, ("body", body_with(closed)), pen=pen)
    type_pictures(reporter, ("body", body_with(closed, image)), pen=pen, turn=2)
    assert kept() == [image.pk]
    assert not viewable_images(reporter, Image.objects.filter(pk=closed.pk))


def test_a_picture_stays_in_the_unsaved_text_that_had_it_first(reporter, editor):
    image, pen = make_picture(), uuid4()
    type_pictures(reporter, ("body", body_with(image)), pen=pen)
    publishing.create(Record.from_mapping({"headline": "خبر", "body": body_with(image)}), by=editor)
    type_pictures(reporter, ("body", body_with(image)), ("images-0-image", "99"), pen=pen, turn=2)
    assert kept() == [image.pk]


def test_the_migration_finds_what_waits_already(managing_editor):
    article, one, other = make_article(), make_picture(), make_picture(url="https://marsa.example/b.jpg")
    change(article, managing_editor, body_with(one), images=[{"id": other.pk}])
    PendingImage.objects.all().delete()
    migration = import_module("articles.migrations.0057_known_pending_images")
    with connection.cursor() as cursor:
        cursor.execute(migration.VERSIONS)
    assert kept() == [one.pk, other.pk]
    assert article.pending_images.count() == 2
