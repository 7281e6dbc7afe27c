"""Which static files are collected again: those that differ, whatever the time on them."""

import os

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.management import call_command


@pytest.fixture
def source(settings, tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a.css").write_text("a{}")
    settings.STATIC_ROOT, settings.STATICFILES_DIRS = tmp_path / "static", [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    get_finder.cache_clear()
    yield folder
    get_finder.cache_clear()


def collect(**options):
    return call_command("collectstatic", interactive=False, verbosity=0, **options)


def roll_back(source, text):
    """Let the file be that of an earlier release, with the time of that release."""
    (source / "a.css").write_text(text)
    os.utime(source / "a.css", (1, 1))


def test_an_older_file_takes_the_place_of_a_newer_one(source, settings):
    collect()
    roll_back(source, "b{}")
    collect(dry_run=True)
    assert (settings.STATIC_ROOT / "a.css").read_text() == "a{}"
    collect()
    assert (settings.STATIC_ROOT / "a.css").read_text() == "b{}"


def test_what_is_the_same_is_left_alone(source, settings):
    collect()
    roll_back(source, "a{}")
    before = (settings.STATIC_ROOT / "a.css").stat().st_mtime_ns
    collect()
    assert (settings.STATIC_ROOT / "a.css").stat().st_mtime_ns == before
