"""The word indexes take in what an import writes beside its writing, and a fault of that harms nothing."""

import threading
import time

import pytest
from django.db import DatabaseError, connection

from articles.importers import running, sweeping
from articles.models import Article
from tests.articles.importers.test_hostile import run, write
from tests.articles.importers.test_running import make_objects

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sweeps(monkeypatch):
    """Sweep without rest, and count."""
    swept, sweep = [], sweeping.sweep
    monkeypatch.setattr(sweeping, "SWEEP_SECONDS", 0.001)

    def count():
        swept.append(threading.current_thread().name)
        sweep()

    monkeypatch.setattr(sweeping, "sweep", count)
    return swept


def backends():
    with connection.cursor() as cursor:
        # Not the server's own, which vacuum when they please.
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def gone_back_to(number):
    """Say whether so many are left; the server lets go of one a moment after it was closed."""
    deadline = time.monotonic() + 20
    while backends() > number and time.monotonic() < deadline:
        time.sleep(0.01)
    return backends() == number


def test_an_import_is_swept_by_a_connection_of_its_own_that_is_closed(tmp_path, sweeps):
    before = backends()
    _status, report, _rejects = run(tmp_path, write(tmp_path, "in.jsonl", *make_objects(300)))
    assert report["created"] == Article.objects.count() == 300
    assert any(name != threading.main_thread().name for name in sweeps)
    assert gone_back_to(before)
    assert not [thread for thread in threading.enumerate() if "_sweep_until" in thread.name]


def test_a_sweeping_that_fails_is_tried_again_and_loses_nothing(tmp_path, sweeps, monkeypatch):
    def fail():
        sweeps.append("failed")
        raise DatabaseError("the server went away")

    with monkeypatch.context() as patched:
        patched.setattr(sweeping, "sweep", fail)
        _status, report, _rejects = run(tmp_path, write(tmp_path, "in.jsonl", *make_objects(300)))
    assert report["created"] == 300
    assert sweeps.count("failed") > 1


def test_what_a_dry_run_took_back_is_swept_too(tmp_path, sweeps, monkeypatch):
    swept = []
    monkeypatch.setattr(running, "sweep", lambda: swept.append(connection.in_atomic_block))
    run(tmp_path, write(tmp_path, "in.jsonl", *make_objects(3)), "--dry-run")
    assert (swept, Article.objects.count()) == ([False], 0)


def test_an_interruption_before_the_sweeper_has_begun_is_told_as_such(monkeypatch):
    def interrupted(_thread):
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(sweeping.swept([1]))
