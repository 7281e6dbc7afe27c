"""What the doctor says of backups."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.database import tools
from newsroom.doctor import backups
from newsroom.models import Backup
from tests.newsroom.doctor.asking import errors, found, is_well, warnings

pytestmark = pytest.mark.django_db


def make_backup(*, hours=1, **told):
    at = timezone.now() - timedelta(hours=hours)
    return Backup.objects.create(name=f"copy-{hours}", made_at=at, **told)


@pytest.mark.parametrize(
    ("rows", "level", "told"),
    [
        ([], warnings, "There is no backup"),
        ([{}], warnings, "copy-1, was never tested"),
        ([{"hours": 70, "tested_at": timezone.now()}], errors, "copy-70, is 70 hours old"),
        ([{"error": "a table is short"}], errors, "copy-1, did not pass its test: a table is short"),
        ([{"hours": 9}, {"is_whole": False, "error": "disk full"}], errors, "failed: disk full"),
    ],
)
def test_what_is_wrong_with_the_newest_backup_is_told(rows, level, told):
    for row in rows:
        make_backup(**row)
    assert told in level(backups.find_newest)[0]


def test_a_fresh_backup_that_was_proved_is_well():
    make_backup(hours=5, tested_at=timezone.now())
    assert is_well(backups.find_newest)
    assert "5 hours old" in found(backups.find_newest)[0][1]


def test_without_a_folder_nothing_is_asked_of_the_means(settings):
    settings.BACKUP_FOLDER = None
    assert found(backups.find_means) == []


def test_means_that_are_there_are_well(settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path
    assert is_well(backups.find_means), found(backups.find_means)


def test_means_that_are_missing_are_told(settings, tmp_path, monkeypatch):
    settings.BACKUP_FOLDER = tmp_path

    def missing(name, *, server):
        raise tools.ToolMissing(name, server, 0)

    monkeypatch.setattr(backups.tools, "tool", missing)
    monkeypatch.setattr(backups.os, "access", lambda path, mode: False)
    messages = errors(backups.find_means)
    assert str(tmp_path) in messages[0]
    assert ["pg_dump" in messages[1], "pg_restore" in messages[2]] == [True, True]
