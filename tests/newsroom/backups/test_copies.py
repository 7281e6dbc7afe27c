"""Copies of the test's own newsroom: made, read, found damaged, proved aside."""

import errno
import json
import shutil

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article, Image
from newsroom import tasks
from newsroom.backups import making, media
from newsroom.backups import store as folder_store
from newsroom.backups.copies import DUMP, MANIFEST, MEDIA
from newsroom.backups.faults import BackupError, Busy, Damaged
from newsroom.backups.making import make_copy
from newsroom.backups.nightly import Silence, back_up, prove
from newsroom.backups.recording import Health, health
from newsroom.backups.restoring import check_copy
from newsroom.backups.store import Store
from newsroom.models import Backup, DeskSession
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path, settings):
    """Keep media and copies in folders of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_FOLDER = tmp_path / "backups"
    return settings.BACKUP_FOLDER


@pytest.fixture
def store(folder):
    make_article()
    default_storage.save("images/2026/11/جسر.jpg", ContentFile(b"bridge"))
    default_storage.save("images/2026/11/port.jpg", ContentFile(b"port" * 1000))
    default_storage.save("crops/1-abc/wide-320.jpg", ContentFile(b"made of the first"))
    return Store(folder)


def blobs(store):
    return {path.name: path.stat().st_ino for path in store.blobs.glob("??/*")}


def test_a_copy_lists_each_picture_and_no_crop(store):
    copy, _gone = back_up(store, Silence())
    assert [line["name"] for line in copy.iter_media()] == [
        "images/2026/11/port.jpg",
        "images/2026/11/جسر.jpg",
    ]
    assert (copy.manifest["media"]["files"], copy.manifest["media"]["bytes"]) == (2, 4006)
    assert copy.manifest["database"]["tables"]["articles_article"][0] == Article.objects.count()


def test_a_library_that_did_not_change_is_not_read_again(store, monkeypatch):
    back_up(store, Silence())
    before = blobs(store)
    monkeypatch.setattr(media, "_take", lambda *given: pytest.fail("a file was read again"))
    copy, _gone = back_up(store, Silence())
    assert (copy.manifest["media"]["new_bytes"], copy.manifest["media"]["files"]) == (0, 2)
    assert blobs(store) == before


def test_a_changed_file_is_taken_anew_and_the_older_one_goes_with_its_last_copy(store):
    back_up(store, Silence())
    default_storage.delete("images/2026/11/جسر.jpg")
    default_storage.save("images/2026/11/جسر.jpg", ContentFile(b"another bridge"))
    before = set(blobs(store))
    _copy, gone = back_up(store, Silence())
    assert len(gone) == 1
    assert len(set(blobs(store)) - before) == len(before - set(blobs(store))) == 1


def test_a_picture_whose_file_is_gone_is_told(store, capsys):
    Image.objects.create(file="images/nowhere.jpg")
    call_command("backup", no_progress=True)
    assert "images/nowhere.jpg" in capsys.readouterr().err


def test_a_copy_opens_no_desk(store, client):
    client.force_login(make_user())
    copy, _gone = back_up(store, Silence())
    assert DeskSession._meta.db_table not in copy.manifest["database"]["tables"]
    key = client.session.session_key.encode()
    assert DeskSession.objects.exists()
    assert key not in b"".join(path.read_bytes() for path in copy.folder.iterdir())


def test_a_good_copy_passes_its_test_and_the_desk_is_told(store):
    copy, _gone = back_up(store, Silence())
    assert health()[1].tested_at is None
    assert prove(store, None, Silence()) == (copy, "")
    state, newest, _failure = health()
    assert (state, newest.name, newest.error) == (Health.WELL, copy.name, "")
    assert newest.tested_at
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%%_backup_test'")
        assert cursor.fetchone() == (0,)


def test_a_dump_that_lost_a_row_fails_its_test(store, monkeypatch):
    """Its bytes are what the manifest says: only restoring tells."""
    copied = making._copy_database

    def lose_row(*given):
        told = copied(*given)
        told["tables"]["articles_article"][0] += 1
        return told

    monkeypatch.setattr(making, "_copy_database", lose_row)
    copy, _gone = back_up(store, Silence())
    _copy, error = prove(store, copy.name, Silence())
    assert "articles_article" in error
    assert (health()[0], Backup.objects.get().error) == (Health.UNPROVED, error)
    with pytest.raises(SystemExit) as end:
        call_command("test_backup", no_progress=True)
    assert end.value.code == 1


def break_dump(store, copy):
    data = bytearray((copy.folder / DUMP).read_bytes())
    data[len(data) // 2] ^= 1
    (copy.folder / DUMP).write_bytes(data)


def break_blob(store, copy):
    next(store.blobs.glob("??/*")).write_bytes(b"x")


def lose_blob(store, copy):
    next(store.blobs.glob("??/*")).unlink()


def cut_list(store, copy):
    lines = (copy.folder / MEDIA).read_text().splitlines(keepends=True)
    (copy.folder / MEDIA).write_text("".join(lines[1:]))


def break_manifest(store, copy):
    (copy.folder / MANIFEST).write_text("{")


def age_manifest(store, copy):
    (copy.folder / MANIFEST).write_text(json.dumps({"format": 99}))


@pytest.mark.parametrize("harm", [break_dump, break_blob, lose_blob, cut_list, break_manifest, age_manifest])
def test_a_damaged_copy_is_found_before_anything_is_touched(store, harm):
    copy, _gone = back_up(store, Silence())
    check_copy(store, copy, Silence())
    harm(store, store.find(None))
    with pytest.raises(Damaged):
        check_copy(store, store.find(None), Silence())


def test_a_full_disk_ends_in_clear_words_and_leaves_no_copy(store, monkeypatch, capsys):
    def fill(file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folder_store, "sync", fill)
    with pytest.raises(CommandError, match="القرص ممتلئ") as caught:
        call_command("backup", no_progress=True)
    assert caught.value.returncode == 1
    assert store.copies() == []
    assert health()[0] == Health.FAILED
    monkeypatch.undo()


def test_a_failure_is_told_until_a_newer_copy_is_whole(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(folder_store, "sync", lambda file: (_ for _ in ()).throw(OSError(errno.EIO, "")))
        with pytest.raises(BackupError):
            back_up(store, Silence())
    state, newest, failure = health()
    assert (state, newest, bool(failure.error)) == (Health.FAILED, None, True)
    back_up(store, Silence())
    assert health()[0] == Health.WELL
    assert Backup.objects.count() == 1


def test_two_are_never_at_work_on_one_folder(store):
    with store.locked(), pytest.raises(Busy):
        back_up(store, Silence())
    assert not Backup.objects.exists()


def test_what_a_killed_backup_left_counts_as_none_and_is_swept(store):
    copy, _gone = back_up(store, Silence())
    left = copy.folder.with_name("20990101T000000Z.part")
    shutil.copytree(copy.folder, left)
    half = copy.folder.with_name("20990101T000001Z")
    half.mkdir()
    assert store.copies() == [copy]
    with store.locked():
        make_copy(store, Silence())
    assert not left.exists()


def test_the_nightly_job_makes_a_copy_and_lets_another_test_it(store, settings):
    name = tasks.make_backup(timestamp=0)
    assert store.find(None).name == name
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'newsroom.tasks.test_backup'")
        assert [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor] == [
            {"name": name}
        ]
    assert tasks.test_backup(name=name) == ""
    assert store.find(None).is_good
    settings.BACKUP_FOLDER = None
    assert tasks.make_backup(timestamp=0) == ""


def test_without_a_folder_the_command_asks_for_one(settings):
    settings.BACKUP_FOLDER = None
    with pytest.raises(CommandError, match="BACKUP_URL") as caught:
        call_command("backup", no_progress=True)
    assert caught.value.returncode == 2
