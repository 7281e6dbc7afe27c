"""What the doctor says of zone, clock and disk."""

from collections import namedtuple
from datetime import timedelta

import pytest

from newsroom.doctor import machine
from tests.newsroom.doctor.asking import errors, found, is_well, warnings

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT, settings.BACKUP_FOLDER = tmp_path, tmp_path / "media", None
    return tmp_path


@pytest.mark.django_db
def test_zone_and_clock_of_one_machine_agree():
    assert is_well(machine.find_zone), found(machine.find_zone)
    assert is_well(machine.find_clock), found(machine.find_clock)


@pytest.mark.django_db
def test_a_zone_that_the_database_has_other_rules_for_is_told(monkeypatch):
    real = machine._time_there
    monkeypatch.setattr(machine, "_time_there", lambda now, zone: real(now, zone) + timedelta(hours=1))
    assert "Asia/Riyadh" in errors(machine.find_zone)[0]


@pytest.mark.django_db
def test_a_zone_that_the_database_does_not_know_is_told(settings):
    assert machine._time_there(machine.timezone.now(), "Asia/Nowhere") is None


@pytest.mark.parametrize(
    ("apart", "doubt", "level"),
    [(3600.0, 0.0, errors), (-31.0, 0.1, errors), (3.0, 0.0, warnings), (-2.5, 0.1, warnings)],
)
def test_a_clock_that_is_wrong_is_told_with_its_sign(monkeypatch, apart, doubt, level):
    monkeypatch.setattr(machine, "seconds_apart", lambda: (apart, doubt))
    assert f"{apart:+.1f} seconds" in level(machine.find_clock)[0]


def test_a_slow_answer_makes_no_wrong_clock(monkeypatch):
    monkeypatch.setattr(machine, "seconds_apart", lambda: (2.4, 2.3))
    assert is_well(machine.find_clock)


@pytest.mark.parametrize(
    ("gigabytes", "level", "told"), [(0.4, errors, "only 0.4 GB"), (3.0, warnings, "only 3.0 GB")]
)
def test_a_disk_that_fills_is_told(folder, monkeypatch, gigabytes, level, told):
    free = int(gigabytes * machine.GIGABYTE)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: Usage(free * 2, free, free))
    messages = level(machine.find_disk)
    assert len(messages) == 1  # media lie on the same disk
    assert told in messages[0]
    assert str(folder) in messages[0]


def test_a_disk_without_room_for_names_is_told(folder, monkeypatch):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: Usage(10**12, 0, 10**12))
    monkeypatch.setattr(machine, "free_files", lambda place: 12)
    assert "only 12 more files" in warnings(machine.find_disk)[0]


def test_a_folder_that_cannot_be_written_to_is_told(folder, monkeypatch):
    assert is_well(machine.find_folder)
    monkeypatch.setattr(machine.os, "access", lambda path, mode: False)
    assert str(folder) in errors(machine.find_folder)[0]
    assert machine.user_name() in errors(machine.find_folder)[0]
