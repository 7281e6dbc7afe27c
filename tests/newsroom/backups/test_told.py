"""What the first page of the desk says of the backups, and to whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.models import Backup

pytestmark = pytest.mark.django_db


def page(client, person):
    client.force_login(person)
    return client.get("/admin/").content.decode()


def make_backup(*, days=0, **told):
    at = timezone.now() - timedelta(days=days, minutes=1)
    return Backup.objects.create(name=f"{days}", made_at=at, **told)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "لا نسخة احتياطية"),
        ([{"tested_at": timezone.now()}], "واختُبرت"),
        ([{}], "ولم تُختبر بعد"),
        ([{"days": 3}], "أكثر من يومين"),
        ([{"error": "جدول ناقص"}], "لم تجتز آخر نسخة احتياطية اختبارها: جدول ناقص"),
        ([{"days": 1}, {"is_whole": False, "error": "القرص ممتلئ"}], "فشل آخر نسخ احتياطي: القرص ممتلئ"),
    ],
)
def test_who_answers_for_the_site_is_told_how_it_stands(client, managing_editor, rows, told):
    for row in rows:
        make_backup(**row)
    assert told in page(client, managing_editor)


@pytest.mark.parametrize(("told", "is_above"), [({"days": 3}, True), ({"error": "ناقص"}, True), ({}, False)])
def test_what_went_wrong_stands_above_all_else(client, managing_editor, told, is_above):
    make_backup(**told)
    html = page(client, managing_editor)
    assert html.count("آخر نسخة احتياطية:") == 1
    assert (html.index("آخر نسخة احتياطية:") < html.index("desk-columns")) is is_above


def test_others_are_told_nothing_of_it(client, editor):
    make_backup(error="جدول ناقص")
    assert "جدول ناقص" not in page(client, editor)
