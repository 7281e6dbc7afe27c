"""Copies in a bucket: the rules of the folder hold, and nothing that broke off counts."""

import io
import json
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from newsroom import tasks
from newsroom.backups import media
from newsroom.backups.bucket import BucketStore
from newsroom.backups.copies import DUMP, MANIFEST, MEDIA
from newsroom.backups.faults import BackupError, Busy, Damaged
from newsroom.backups.nightly import Silence, back_up, prove
from newsroom.backups.recording import Health, health
from newsroom.backups.restoring import check_copy
from newsroom.buckets import clients, objects
from newsroom.buckets.addresses import Place
from tests import buckets
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(bucket_server, bucket_front, monkeypatch):
    monkeypatch.setitem(clients.PURPOSES, "backup", (1, 1, 1))
    return bucket_server.make(f"copies-{uuid.uuid4().hex[:8]}", "night", port=bucket_front.server_port)


@pytest.fixture
def store(place, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_FOLDER, settings.BACKUP = None, Place(bucket=place)
    make_article()
    default_storage.save("images/2026/11/جسر.jpg", ContentFile(b"bridge"))
    default_storage.save("images/2026/11/port.jpg", ContentFile(b"port" * 1000))
    return BucketStore(place)


@pytest.fixture
def names(bucket_server, place):
    """List what lies in the bucket, below its prefix."""
    return lambda: [key.removeprefix("night/") for key in bucket_server.keys(place.name)]


def test_a_copy_passes_its_test_and_the_next_takes_no_file_again(store, monkeypatch):
    copy, _gone = back_up(store, Silence())
    assert prove(store, None, Silence()) == (copy, "")
    assert health()[0] == Health.WELL
    monkeypatch.setattr(media, "_take", lambda *given: pytest.fail("a file was read again"))
    second, _gone = back_up(store, Silence())
    assert (second.manifest["media"]["files"], second.manifest["media"]["new_bytes"]) == (2, 0)


def test_what_the_rule_lets_go_takes_its_own_media_along(store, names):
    first, _gone = back_up(store, Silence())
    default_storage.delete("images/2026/11/جسر.jpg")
    default_storage.save("images/2026/11/جسر.jpg", ContentFile(b"another bridge"))
    second, gone = back_up(store, Silence())
    assert gone == [first.name]
    assert not [name for name in names() if name.startswith(first.name)]
    assert len([name for name in names() if name.startswith("blobs/")]) == 2
    check_copy(store, second, Silence())


def change(store, bucket_server, name, act):
    client, where = bucket_server.client(), {"Bucket": store.bucket.name, "Key": store.bucket.at(name)}
    if act is None:
        client.delete_object(**where)
    else:
        client.put_object(**where, Body=act(client.get_object(**where)["Body"].read()))


HARMS = {
    "a bit of the dump": (DUMP, lambda data: data[:50] + bytes([data[50] ^ 1]) + data[51:]),
    "a dump cut half way": (DUMP, lambda data: data[: len(data) // 2]),
    "no dump": (DUMP, None),
    "a line less of media": (MEDIA, lambda data: data[data.index(b"\n") + 1 :]),
    "no list of media": (MEDIA, None),
    "another file": ("blob", lambda data: b"x"),
    "no file": ("blob", None),
    "no manifest to read": (MANIFEST, lambda data: b"{"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_copy_is_found_before_anything_is_touched(store, bucket_server, names, harm):
    copy, _gone = back_up(store, Silence())
    part, act = HARMS[harm]
    blob = next(name for name in names() if name.startswith("blobs/"))
    change(store, bucket_server, blob if part == "blob" else f"{copy.name}/{part}", act)
    with pytest.raises(Damaged):
        check_copy(store, store.find(None), Silence())
    if part != MANIFEST:
        assert prove(store, None, Silence())[1]
        assert health()[0] == Health.UNPROVED


@pytest.mark.parametrize(
    ("mood", "told"),
    [(buckets.denied, "يمنع الدخول"), (buckets.broken, "500"), (buckets.silent, "لا يجيب في الوقت")],
)
def test_a_bucket_that_refuses_is_told_and_leaves_no_copy(store, bucket_front, capsys, mood, told):
    bucket_front.mood = mood
    with pytest.raises(CommandError, match=told) as caught:
        call_command("backup", no_progress=True)
    assert caught.value.returncode == 1
    assert health()[0] == Health.FAILED
    bucket_front.mood = buckets.well
    assert store.copies() == []
    call_command("backup", no_progress=True)
    assert len(store.copies()) == 1
    assert health()[0] == Health.WELL


@pytest.mark.parametrize("part", [DUMP, MEDIA, MANIFEST, "blobs/"])
def test_wherever_a_copy_breaks_off_it_counts_as_none_and_is_swept(store, bucket_front, names, part):
    whole, _gone = back_up(store, Silence())
    default_storage.save("images/new.jpg", ContentFile(b"new"))

    def break_off(handler, body):
        is_it = handler.command == "PUT" and part in handler.path
        return buckets.broken(handler, body) if is_it else buckets.well(handler, body)

    bucket_front.mood = break_off
    with pytest.raises(BackupError):
        back_up(store, Silence())
    bucket_front.mood = buckets.well
    assert [copy.name for copy in store.copies()] == [whole.name]
    copy, _gone = back_up(store, Silence())
    check_copy(store, copy, Silence())
    found = {name.partition("/")[0] for name in names()}
    assert found - {"blobs"} == {copy.name for copy in store.copies()}


def test_large_streams_go_in_parts_and_unfinished_parts_are_let_go(store, bucket_server, monkeypatch):
    where = {"Bucket": store.bucket.name, "Key": "night/20260101T000000Z/database.dump"}
    client = bucket_server.client()
    client.create_multipart_upload(**where)
    monkeypatch.setattr(objects, "_UPLOAD", objects.TransferConfig(multipart_threshold=5 << 20,
                                                                   multipart_chunksize=5 << 20))  # fmt: skip
    data = bytes(range(256)) * 50_000  # 12.8 MB, in three parts
    store.objects.write("large", io.BytesIO(data))
    assert store.objects.read("large") == data
    store.objects.abort_unfinished()
    assert not client.list_multipart_uploads(Bucket=store.bucket.name).get("Uploads")


def test_a_piece_that_breaks_off_is_asked_for_again(store, bucket_front):
    store.objects.write_bytes("one", b"y" * 5000)
    turns = iter([buckets.cut, buckets.cut, buckets.well])
    bucket_front.mood = lambda handler, body: next(turns)(handler, body)
    assert store.objects.read("one") == b"y" * 5000


def test_an_empty_object_is_read_as_nothing(store):
    store.objects.write_bytes("none", b"")
    assert store.objects.read("none") == b""


def test_two_are_never_at_work_on_one_bucket(store):
    with store.locked(), pytest.raises(Busy):
        back_up(store, Silence())
    back_up(store, Silence())


def test_the_nightly_job_copies_into_the_bucket(store):
    name = tasks.make_backup(timestamp=0)
    assert store.find(None).name == name
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'newsroom.tasks.test_backup'")
        (args,) = cursor.fetchone()
    assert (json.loads(args) if isinstance(args, str) else args) == {"name": name}
    assert tasks.test_backup(name=name) == ""
    assert store.find(None).is_good
