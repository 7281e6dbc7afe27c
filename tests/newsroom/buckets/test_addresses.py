"""What the environment may say of where files lie."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.buckets.addresses import Bucket, Place, keep_apart, place
from newsroom.environment import ConfigurationError, InvalidValue
from newsroom.settings import BASE_DIR


def read(monkeypatch, value):
    monkeypatch.setenv("MEDIA_STORAGE_URL", value)
    return place("MEDIA_STORAGE_URL")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("", Place()),
        ("file:///srv/media", Place(folder=Path("/srv/media"))),
        ("/srv/media", Place(folder=Path("/srv/media"))),
        ("file:///srv/%D8%B5%D9%88%D8%B1", Place(folder=Path("/srv/صور"))),
        (
            "file:///srv/media?public=https://cdn.example.org/m/",
            Place(folder=Path("/srv/media"), public="https://cdn.example.org/m"),
        ),
        (
            "s3://AK:se%2Fcret@s3.example.org:9000/news/site/media?region=me-south-1&tls=0",
            Place(bucket=Bucket("http://s3.example.org:9000", "news", "site/media", "AK", "se/cret",
                                "me-south-1")),
        ),
        (
            "s3://s3.example.org/news?style=virtual&public=https://cdn.example.org",
            Place(bucket=Bucket("https://s3.example.org", "news", style="virtual"),
                  public="https://cdn.example.org"),
        ),
        ("s3://[::1]:9000/news?tls=no", Place(bucket=Bucket("http://[::1]:9000", "news"))),
    ],
)  # fmt: skip
def test_a_place_is_a_folder_or_a_bucket(monkeypatch, value, wanted):
    found = read(monkeypatch, value)
    assert found == wanted
    assert found.bucket is None or found.bucket.secret == wanted.bucket.secret


@pytest.mark.parametrize(
    "value",
    ["media", "ftp://host/media", "s3://host", "s3:///bucket", "s3://host:port/bucket", "s3://host/b?tls=perhaps",
     "s3://host/b?style=odd", "s3://host/b?acl=public", "s3://host/b?public=cdn.example.org",
     "file:///srv/media?region=x"],
)  # fmt: skip
def test_what_is_no_place_is_refused(monkeypatch, value):
    with pytest.raises(InvalidValue, match="MEDIA_STORAGE_URL"):
        read(monkeypatch, value)


@pytest.mark.parametrize(
    "value", ["s3://AK:tops3cret@host", "s3://AK:top@s3cret@host", "s3://AK:tops3cret@h/b?x=1"]
)
def test_no_complaint_prints_a_secret(monkeypatch, value):
    with pytest.raises(InvalidValue) as caught:
        read(monkeypatch, value)
    assert "s3cret" not in str(caught.value)


def test_a_bucket_is_named_without_its_key_and_secret(monkeypatch):
    bucket = read(monkeypatch, "s3://AKEY:tops3cret@host/news/site").bucket
    assert str(bucket) == "https://host/news/site"
    assert "tops3cret" not in repr(bucket)


def test_names_stand_below_the_prefix():
    assert Bucket("https://host", "news", "site").at("a/b.jpg") == "site/a/b.jpg"
    assert Bucket("https://host", "news").at("a/b.jpg") == "a/b.jpg"


READ = """
import json
from newsroom import settings
print(json.dumps([settings.MEDIA_URL, settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"],
                  settings.STORAGES["default"]["BACKEND"], str(settings.MEDIA_ROOT)]))
"""


@pytest.mark.parametrize(
    ("given", "address", "allowed", "backend"),
    [
        ("", "media/", ["'self'", "https:", "data:"], "FileSystemStorage"),
        ("s3://k:s@h/b", "media/", ["'self'", "https:", "data:"], "MediaStorage"),
        ("s3://k:s@h/b?public=https://cdn.example.org/m", "https://cdn.example.org/m/",
         ["'self'", "https:", "data:"], "MediaStorage"),
        # Over plain http a policy allows nothing that it does not name.
        ("s3://k:s@h/b?public=http://10.0.0.9:9000/b", "http://10.0.0.9:9000/b/",
         ["'self'", "https:", "data:", "http://10.0.0.9:9000/b/"], "MediaStorage"),
    ],
)  # fmt: skip
def test_the_policy_of_pages_allows_where_pictures_lie(given, address, allowed, backend):
    environ = {**os.environ, "MEDIA_STORAGE_URL": given, "DATABASE_URL": "postgres://u@h/n"}
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=BASE_DIR, env=environ, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told[:2] == [address, allowed]
    assert told[2].endswith(backend)


@pytest.mark.parametrize(
    ("media", "backup"),
    [
        ("s3://k:s@host/b", "s3://k:s@host/b/backups"), ("s3://k:s@host/b/m", "s3://k:s@host/b/m"),
        ("file:///srv/media", "file:///srv/media/copies"), ("file:///srv/all/media", "file:///srv/all"),
    ],
)  # fmt: skip
def test_neither_media_nor_backups_lie_in_the_other(monkeypatch, media, backup):
    monkeypatch.setenv("MEDIA_STORAGE_URL", media)
    monkeypatch.setenv("BACKUP_URL", backup)
    with pytest.raises(ConfigurationError):
        keep_apart(place("MEDIA_STORAGE_URL"), place("BACKUP_URL"))


@pytest.mark.parametrize(
    ("media", "backup"),
    [
        ("s3://k:s@host/b/media", "s3://k:s@host/b/media-copies"), ("s3://k:s@host/b", "s3://k:s@other/b"),
        ("file:///srv/media", "file:///srv/media-copies"), ("file:///srv/media", ""),
    ],
)  # fmt: skip
def test_neighbours_are_apart(monkeypatch, media, backup):
    monkeypatch.setenv("MEDIA_STORAGE_URL", media)
    monkeypatch.setenv("BACKUP_URL", backup)
    keep_apart(place("MEDIA_STORAGE_URL"), place("BACKUP_URL"))
