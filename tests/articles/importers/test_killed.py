"""An import that is killed at any moment and run again ends where one left alone ends.

By default a few kills over a small file; NEWSROOM_KILLS and NEWSROOM_KILL_ROWS ask for more, and with
NEWSROOM_CORPUS the articles are real ones.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from tests.benchmarks.archive import iter_records

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("NEWSROOM_KILLS", "3"))
ROWS = int(os.environ.get("NEWSROOM_KILL_ROWS", "300"))
CHUNK = "50"


class Sites:
    """Empty newsrooms on the test server, each a copy of one that was migrated."""

    def __init__(self, folder):
        self.folder, self.made = folder, []
        own = connection.settings_dict
        self.account = {"user": own["USER"], "password": own["PASSWORD"], "port": own["PORT"] or 5432}
        self.host = own["HOST"]
        self.server = psycopg.connect(
            host=self.host or None, dbname="postgres", autocommit=True,
            **{name: value for name, value in self.account.items() if value},
        )  # fmt: skip
        self.create("killed_base", "template0")
        self.manage("killed_base", "migrate", "-v0")

    def create(self, name, template):
        self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        locale = "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'" if template == "template0" else ""
        self.server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {locale}')
        self.made.append(name)

    def fresh(self, name):
        self.create(name, "killed_base")
        return name

    def environment(self, name):
        user, password, port = (quote(str(self.account[key] or "")) for key in ("user", "password", "port"))
        account = f"{user}:{password}" if password else user
        url = f"postgres://{account}@/{name}?host={quote(self.host or '', safe='')}&port={port}"
        return {**os.environ, "DATABASE_URL": url, "NEWSROOM_VAR": str(self.folder)}

    def start(self, name, *arguments):
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)], cwd=ROOT, env=self.environment(name),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def manage(self, name, *arguments):
        process = self.start(name, *arguments)
        _out, told = process.communicate(timeout=600)
        assert process.returncode == 0, told.decode()

    def close(self):
        for name in self.made:
            self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.server.close()


@pytest.fixture
def sites(tmp_path):
    made = Sites(tmp_path / "var")
    yield made
    made.close()


def write_archive(path):
    """Write records with keywords, sources, links to each other and identities that come again."""
    lines = []
    for number, record in enumerate(islice(iter_records(), ROWS)):
        data = record.to_json()
        data["similar"] = [{"headline": json.loads(line)["headline"], "url": None} for line in lines[-3:-1]]
        if number % 41 == 40:
            data = {**json.loads(lines[-20]), "summary": f"ملخص بعد التحديث {number}"}
        lines.append(json.dumps(data, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def import_arguments(archive):
    return (
        "import_articles", archive, "--format", "jsonl", "--status", "published", "--batch-size", CHUNK,
        "--no-progress",
    )  # fmt: skip


def export(sites, name, path):
    sites.manage(name, "export_articles", "--output", path)
    return path.read_bytes()


def test_an_import_killed_at_any_moment_and_run_again_gives_the_same_newsroom(sites, tmp_path):
    archive = tmp_path / "archive.jsonl"
    write_archive(archive)
    begun = time.monotonic()
    sites.manage(sites.fresh("killed_whole"), *import_arguments(archive))
    whole = time.monotonic() - begun
    expected = export(sites, "killed_whole", tmp_path / "whole.jsonl")
    assert expected.count(b"\n") > ROWS * 0.9
    chance = random.Random(os.environ.get("NEWSROOM_KILL_SEED", "7"))
    killed = 0
    while killed < KILLS:
        name = sites.fresh("killed_once")
        process = sites.start(name, *import_arguments(archive))
        time.sleep(chance.uniform(0, whole))  # the moment is what the test is about
        killed += process.poll() is None
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.communicate()
        sites.manage(name, *import_arguments(archive))
        assert export(sites, name, tmp_path / "again.jsonl") == expected
        orphans = "SELECT count(*) FROM articles_articleshingle s LEFT JOIN articles_article a ON a.id = s.article_id WHERE a.id IS NULL"
        with psycopg.connect(sites.environment(name)["DATABASE_URL"]) as site:
            assert site.execute(orphans).fetchone() == (0,)
