"""What the doctor says of buckets."""

import uuid

import pytest
from django.core.files.storage import default_storage

from newsroom.buckets import clients
from newsroom.buckets.addresses import Place
from newsroom.doctor import backups, buckets, files, machine
from tests import buckets as moods
from tests.newsroom.doctor.asking import errors, found, is_well, warnings
from tests.servers import served

OPEN_LIST = b"<ListBucketResult></ListBucketResult>"


@pytest.fixture
def backup_bucket(settings, bucket_server, bucket_front, monkeypatch):
    monkeypatch.setitem(clients.PURPOSES, "desk", (1, 1, 1))
    place = bucket_server.make(f"copies-{uuid.uuid4().hex[:8]}", "night", port=bucket_front.server_port)
    settings.BACKUP_FOLDER, settings.BACKUP = None, Place(bucket=place)
    bucket_front.mood = closed
    return place


def closed(handler, body):
    """Answer nobody without a signature; moto would give lists to strangers."""
    is_signed = "Authorization" in handler.headers
    return moods.well(handler, body) if is_signed else moods.denied(handler, body)


def test_a_folder_has_no_bucket_to_look_at():
    assert found(buckets.find_media_bucket) == found(buckets.find_backup_bucket) == []


def test_a_bucket_of_backups_that_is_ours_alone_is_well(backup_bucket, bucket_server):
    assert is_well(buckets.find_backup_bucket), found(buckets.find_backup_bucket)
    assert bucket_server.keys(backup_bucket.name) == []


def test_a_bucket_that_strangers_may_list_or_read_is_told(backup_bucket, bucket_front, settings):
    def lists(handler, body):
        return moods.well(handler, body) if "list-type" in handler.path else closed(handler, body)

    def reads(handler, body):
        is_read = "doctor-" in handler.path and "Authorization" not in handler.headers
        return handler.answer(200, b"yours") if is_read else closed(handler, body)

    for mood in (lists, reads):
        bucket_front.mood = mood
        assert errors(buckets.find_backup_bucket) != []
    settings.MEDIA = Place(bucket=backup_bucket)
    bucket_front.mood = lists
    assert "can list" in warnings(buckets.find_media_bucket)[0]
    bucket_front.mood = closed
    assert is_well(buckets.find_media_bucket)


@pytest.mark.parametrize(
    ("mood", "told"),
    [(moods.denied, "denies access"), (moods.broken, "500"), (moods.silent, "does not answer in time")],
)
def test_a_bucket_that_refuses_is_told_without_its_secret(backup_bucket, bucket_front, mood, told):
    bucket_front.mood = mood
    (message,) = errors(buckets.find_backup_bucket)
    assert told in message
    assert str(backup_bucket) in message
    assert "secret" not in message


def test_one_bucket_for_both_is_warned_of(backup_bucket, settings):
    settings.MEDIA = Place(bucket=backup_bucket)
    assert "in one bucket" in warnings(buckets.find_backup_bucket)[0]


@pytest.mark.django_db
def test_means_of_backups_may_lie_in_a_bucket(backup_bucket):
    assert is_well(backups.find_means), found(backups.find_means)


def test_media_in_a_bucket_are_written_read_and_reach_readers(media_bucket, settings, bucket_front):
    settings.SITE_URL = "http://127.0.0.1:1"
    assert is_well(files.find_media), found(files.find_media)
    assert "media" not in machine.folders()
    with served() as cdn:
        moods.keep_media_in(settings, media_bucket, cdn.url(""))
        assert "does not reach readers" in errors(files.find_media)[0]
        moods.keep_media_in(settings, media_bucket, f"{media_bucket.endpoint}/{media_bucket.name}/site")
        bucket_front.mood = open_to_all
        assert is_well(files.find_media), found(files.find_media)
    bucket_front.mood = moods.denied
    assert "denies access" in errors(files.find_media)[0]
    assert default_storage.place == media_bucket


def open_to_all(handler, body):
    """Sign what a stranger asks, as a bucket does that everybody may read."""
    if "Authorization" not in handler.headers:
        handler.headers["Authorization"] = (
            "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request"
        )
    return moods.well(handler, body)
