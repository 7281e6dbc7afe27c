"""An import that is killed at any moment and run again ends where one left alone ends.

By default a few kills over a small file; NEWSROOM_KILLS and NEWSROOM_KILL_ROWS ask for more, and with
NEWSROOM_CORPUS the articles are real ones.
"""

import json
import os
import random
import signal
import time
from itertools import islice

import psycopg
import pytest

from tests.benchmarks.archive import iter_records
from tests.sites import Sites

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS = int(os.environ.get("NEWSROOM_KILLS", "2"))
ROWS = int(os.environ.get("NEWSROOM_KILL_ROWS", "150"))
CHUNK = "25"


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
        orphans = """SELECT count(*) FROM articles_articleshingle s
                     LEFT JOIN articles_article a ON a.id = s.article_id WHERE a.id IS NULL"""
        with psycopg.connect(sites.environment(name)["DATABASE_URL"]) as site:
            assert site.execute(orphans).fetchone() == (0,)
