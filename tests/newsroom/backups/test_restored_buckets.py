"""Whole newsrooms whose media and backups lie in buckets, and what a full disk and a kill leave of a copy."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from itertools import islice

import pytest

from newsroom.backups.store import Store
from newsroom.settings import BASE_DIR
from tests.benchmarks.archive import iter_records
from tests.newsroom.backups.test_restored import COUNTS, FILL, Newsrooms

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("NEWSROOM_SLOW"), reason="takes minutes; NEWSROOM_SLOW=1 runs it"),
]
ROWS = int(os.environ.get("NEWSROOM_BACKUP_ROWS", "100"))


@pytest.fixture(scope="module")
def sites(django_db_setup, tmp_path_factory):
    made = Newsrooms(tmp_path_factory.mktemp("bucket-sites"))
    yield made
    made.close()


def buckets_of(server, name):
    """Return the environment of a newsroom with a bucket for its media; all share one of backups."""
    server.client().create_bucket(Bucket=f"media-{name}")
    server.client().create_bucket(Bucket="copies")
    at = f"s3://key:secret@127.0.0.1:{server.port}"
    return {
        "MEDIA_STORAGE_URL": f"{at}/media-{name}/site?tls=0",
        "BACKUP_URL": f"{at}/copies/night?tls=0",
    }


def run(sites, name, *arguments, **environ):
    done = sites.run(name, *arguments, **environ)
    assert done.returncode == 0, done.stderr
    return done


def write_archive(sites, count, name="archive.jsonl"):
    path = sites.folder / name
    records = (json.dumps(record.to_json(), ensure_ascii=False) for record in islice(iter_records(), count))
    path.write_text("\n".join(records) + "\n", encoding="utf-8")
    return path


def bring_in(sites, name, archive, **environ):
    run(sites, name, "import_articles", archive, "--status", "published", "--no-progress", **environ)


def sums(server, bucket):
    """Return the digest of each file of media but crops."""
    client = server.client()
    keys = [key for key in server.keys(bucket) if "/crops/" not in key]
    bodies = {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
    return {key: hashlib.sha256(body).hexdigest() for key, body in bodies.items()}


def export(sites, name, **environ):
    path = sites.folder / f"{name}.jsonl"
    run(sites, name, "export_articles", "--output", path, **environ)
    return path.read_bytes()


def test_a_newsroom_in_buckets_comes_back_byte_for_byte(sites, bucket_server):
    one, other = sites.fresh("bucket_one"), sites.fresh("bucket_other")
    here, there = buckets_of(bucket_server, "one"), buckets_of(bucket_server, "other")
    bring_in(sites, one, write_archive(sites, ROWS), **here)
    run(sites, one, "shell", "-v0", "-c", FILL, **here)
    run(sites, one, "backup", **here)
    run(sites, one, "test_backup", **here)
    assert run(sites, other, "restore", **there).stderr == ""
    assert export(sites, other, **there) == export(sites, one, **here) != b""
    assert sites.ask(other, COUNTS) == sites.ask(one, COUNTS)
    assert sums(bucket_server, "media-other") == sums(bucket_server, "media-one") != {}
    refused = sites.run(other, "restore", **there)
    assert (refused.returncode, "--replace" in refused.stderr) == (2, True)


class Typed(threading.Thread):
    """Feeds an import line by line, and all that is left once it is told to hurry."""

    def __init__(self, sites, name, lines):
        super().__init__(daemon=True)
        self.lines, self.hurry = lines, threading.Event()
        command = [sys.executable, "manage.py", "import_articles", "-", "--format", "jsonl", "--status",
                   "published", "--batch-size", "20", "--no-progress"]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=BASE_DIR, env=sites.environment(name), stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.start()

    def run(self):
        with self.process.stdin as pipe:
            for line in self.lines:
                pipe.write(line)
                pipe.flush()
                self.hurry.wait(0.1)

    def end(self):
        self.hurry.set()
        self.join()
        assert self.process.wait(timeout=600) == 0


def test_a_copy_made_while_an_import_runs_is_one_moment_of_it(sites):
    """Whatever stood in the database as the snapshot was taken is there whole, and the import goes on."""
    name, empty = sites.fresh("busy_one"), sites.fresh("busy_other")
    archive = write_archive(sites, 10 * ROWS, "long.jsonl")
    typed = Typed(sites, name, archive.read_bytes().splitlines(keepends=True))
    deadline = time.monotonic() + 120
    while sites.ask(name, "SELECT count(*) FROM articles_article") == (0,):
        assert time.monotonic() < deadline
        assert typed.process.poll() is None
        time.sleep(0.05)
    run(sites, name, "backup")
    typed.end()
    run(sites, name, "test_backup")
    run(sites, empty, "restore")
    (copied,) = sites.ask(empty, "SELECT count(*) FROM articles_article")
    assert 0 < copied < sites.ask(name, "SELECT count(*) FROM articles_article")[0]
    # The import of the copy goes on where it was.
    bring_in(sites, empty, archive)
    assert export(sites, empty) == export(sites, name)


def test_a_full_disk_leaves_no_copy_and_the_older_one(sites):
    """A bound on the size of files is as a full disk for who writes."""
    name = sites.fresh("full_disk")
    bring_in(sites, name, write_archive(sites, ROWS))
    run(sites, name, "backup")
    before = [copy.name for copy in Store(sites.folder / "backups").copies()]

    def bound():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        [sys.executable, "manage.py", "backup"], cwd=BASE_DIR, env=sites.environment(name), text=True,
        capture_output=True, preexec_fn=bound, check=False,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    store = Store(sites.folder / "backups")
    assert [copy.name for copy in store.copies()] == before
    run(sites, name, "backup")
    run(sites, name, "test_backup")
    assert not list(store.root.glob("*.part"))


@pytest.mark.parametrize("kept", ["folder", "bucket"])
def test_a_restore_that_is_killed_can_be_begun_again(sites, bucket_server, kept):
    """Killed at moments from its start on; the newsroom is empty or restored, and never half."""
    name = sites.fresh(f"killed_{kept}_one")
    environ = buckets_of(bucket_server, f"killed-{kept}") if kept == "bucket" else {}
    bring_in(sites, name, write_archive(sites, ROWS), **environ)
    run(sites, name, "shell", "-v0", "-c", FILL, **environ)
    run(sites, name, "backup", **environ)
    wanted = export(sites, name, **environ)
    empty = sites.fresh(f"killed_{kept}_other")
    if environ:
        environ["MEDIA_STORAGE_URL"] = buckets_of(bucket_server, f"killed-{kept}-other")["MEDIA_STORAGE_URL"]
    for seconds in (2.0, 3.0, 4.0):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "restore", "--replace"], cwd=BASE_DIR, start_new_session=True,
            env={**sites.environment(empty), **environ}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert sites.ask(empty, "SELECT count(*) FROM articles_article") in ((0,), (ROWS + 1,))
    run(sites, empty, "restore", "--replace", **environ)
    assert export(sites, empty, **environ) == wanted
