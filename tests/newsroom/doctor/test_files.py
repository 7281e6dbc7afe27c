"""What the doctor says of media and static files."""

import json
import os

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.files.storage import default_storage

from newsroom.doctor import files
from tests.newsroom.doctor.asking import errors, found, is_well, warnings
from tests.servers import served

MANIFEST_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture
def media(settings, tmp_path):
    """Keep media apart, behind a site that does not answer."""
    settings.MEDIA_ROOT, settings.SITE_URL = tmp_path / "media", "http://127.0.0.1:1"
    return tmp_path / "media"


def test_media_are_written_read_and_deleted(media):
    assert is_well(files.find_media), found(files.find_media)
    assert list(media.iterdir()) == []


def test_a_folder_that_refuses_is_told(media, monkeypatch):
    def refuse(*given, **named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(default_storage, "save", refuse)
    assert "refuses" in errors(files.find_media)[0]
    assert "permission is missing" in errors(files.find_media)[0]


class Folder(dict):
    """The pages of a site that serves this folder under /media/."""

    def __init__(self, root, pages):
        super().__init__(pages)
        self.root = root

    def get(self, path, default=None):
        if path.startswith("/media/"):
            return (200, {}, (self.root / path.removeprefix("/media/")).read_bytes())
        return super().get(path, default)


def test_media_that_the_proxy_may_not_read_are_told(settings, media):
    with served() as front:
        settings.SITE_URL = front.url("")
        front.show(b"ok\n", "/healthz")
        assert "does not reach readers" in errors(files.find_media)[0]
        front.pages = Folder(media, front.pages)
        assert is_well(files.find_media), found(files.find_media)


@pytest.fixture
def collected(settings, tmp_path, monkeypatch):
    """Collect one static file of our own, named by its digest."""
    source, root = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    root.mkdir()
    for name in ("a.css", "a.1234.css"):
        (root / name).write_text("a{}")
    (root / "staticfiles.json").write_text(json.dumps({"version": "1.1", "paths": {"a.css": "a.1234.css"}}))
    settings.STATIC_ROOT, settings.SITE_URL = root, "http://127.0.0.1:1"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST_STORAGE}}
    settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS = (
        [source],
        ["django.contrib.staticfiles.finders.FileSystemFinder"],
    )
    get_finder.cache_clear()
    yield tmp_path
    get_finder.cache_clear()


def test_static_files_that_are_collected_are_well(collected):
    assert is_well(files.find_static), found(files.find_static)


def test_static_files_that_were_never_collected_are_told(collected):
    (collected / "static" / "staticfiles.json").unlink()
    assert str(collected / "static") in errors(files.find_static)[0]


def test_a_damaged_list_of_static_files_is_none(collected):
    (collected / "static" / "staticfiles.json").write_text("{")
    assert "not collected" in errors(files.find_static)[0]


def test_a_file_that_came_with_an_upgrade_is_told(collected):
    (collected / "source" / "new.css").write_text("b{}")
    assert "(1): new.css" in errors(files.find_static)[0]


@pytest.mark.parametrize("hours", [1, -1], ids=["upgrade", "roll-back"])
def test_a_file_of_another_release_is_told_whatever_its_time(collected, hours):
    source, seconds = collected / "source" / "a.css", hours * 3600
    source.write_text("b{}")
    at = (collected / "static" / "a.css").stat().st_mtime + seconds
    os.utime(source, (at, at))
    assert "(1): a.css" in errors(files.find_static)[0]


def test_static_files_that_the_proxy_may_not_read_are_told(collected, settings):
    with served() as front:
        settings.SITE_URL = front.url("")
        front.show(b"ok\n", "/healthz")
        assert "/static/a.1234.css" in errors(files.find_static)[0]
        front.show("a{}", "/static/a.1234.css")
        assert is_well(files.find_static)


def test_plain_names_are_those_of_development(settings):
    assert "DEBUG" in warnings(files.find_static)[0]
