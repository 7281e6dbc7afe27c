"""What the doctor says of workers and jobs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.doctor import workers
from tests.newsroom.doctor.asking import errors, found, is_well, warnings

pytestmark = pytest.mark.django_db


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture(autouse=True)
def nothing_before():
    for table in ("procrastinate_events", "procrastinate_jobs", "procrastinate_workers"):
        run(f"DELETE FROM {table}")


def make_worker(*, seconds):
    at = timezone.now() - timedelta(seconds=seconds)
    return run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", at)


def make_job(name, *, status="todo", event="deferred", minutes=0, worker=None, scheduled=None):
    """Make a job to which something happened so many minutes ago."""
    job = run(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, scheduled_at)"
        " VALUES ('default', %s, %s::procrastinate_job_status, %s, %s) RETURNING id",
        name, status, worker, scheduled,
    )  # fmt: skip
    run("DELETE FROM procrastinate_events WHERE job_id = %s", job)
    run(
        "INSERT INTO procrastinate_events (job_id, type, at)"
        " VALUES (%s, %s::procrastinate_job_event_type, %s)",
        job, event, timezone.now() - timedelta(minutes=minutes),
    )  # fmt: skip
    return job


def test_a_worker_that_tells_of_itself_lives(django_assert_num_queries):
    make_worker(seconds=3)
    with django_assert_num_queries(2):  # how many live, the last sign of any
        assert is_well(workers.find_alive)


def test_where_none_lives_the_last_sign_is_told():
    assert "never" in errors(workers.find_alive)[0]
    at = run("SELECT last_heartbeat FROM procrastinate_workers WHERE id = %s", make_worker(seconds=90))
    assert f"{at:%Y-%m-%d %H:%M}" in errors(workers.find_alive)[0]


@pytest.mark.parametrize(("minutes", "level"), [(6, warnings), (90, errors)])
def test_jobs_that_wait_too_long_are_told(minutes, level, django_assert_num_queries):
    make_job("articles.tasks.young", minutes=1)
    make_job("articles.tasks.purge", minutes=minutes)
    make_job("articles.tasks.done", status="succeeded", minutes=300)
    with django_assert_num_queries(1):
        messages = level(workers.find_waiting)
    assert messages == [
        f"Jobs that wait too long: 1; the first, articles.tasks.purge, for {minutes} minutes."
    ]


def test_a_job_for_later_does_not_wait():
    make_job("articles.tasks.retry", minutes=90, scheduled=timezone.now() + timedelta(hours=1))
    assert is_well(workers.find_waiting), found(workers.find_waiting)


def test_a_job_that_was_due_an_hour_ago_waits():
    make_job("articles.tasks.retry", minutes=0, scheduled=timezone.now() - timedelta(minutes=61))
    assert "61 minutes" in errors(workers.find_waiting)[0]


def test_jobs_whose_worker_is_gone_are_told():
    alive, dead = make_worker(seconds=2), make_worker(seconds=300)
    make_job("articles.tasks.crop", status="doing", event="started", worker=alive)
    assert is_well(workers.find_stalled)
    make_job("articles.tasks.undo", status="doing", event="started", worker=dead)
    make_job("articles.tasks.undo", status="doing", event="started")
    assert warnings(workers.find_stalled) == ["Jobs whose worker died over them: articles.tasks.undo ×2."]


def test_jobs_that_failed_lately_are_told_with_their_number():
    make_job("articles.tasks.poll", status="failed", event="failed", minutes=2 * 24 * 60)
    assert is_well(workers.find_failed)
    for name in ("articles.tasks.poll", "articles.tasks.purge", "articles.tasks.purge"):
        make_job(name, status="failed", event="failed", minutes=60)
    assert warnings(workers.find_failed) == [
        "Jobs that failed within a day: articles.tasks.purge ×2, articles.tasks.poll ×1."
    ]
