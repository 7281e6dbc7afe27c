"""No job is lost with its worker or with the database."""

import pytest
from django.db import OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from newsroom import probes
from newsroom.lost_jobs import MOST_DEATHS, take_back
from newsroom.models import JobFailure
from tests.chaos.test_jobs import GIVEN, kinds

pytestmark = pytest.mark.django_db
# How often the task of these jobs may fail by itself, which is counted with the deaths of its workers.
RETRIES = app.tasks["articles.tasks.poll"].retry_strategy.max_attempts


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def make_worker(*, seconds):
    return run(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"
        " RETURNING id", seconds,
    )  # fmt: skip


def make_job(*, status="doing", worker=None, attempts=0, queueing_lock=None, lock=None):
    return run(
        "INSERT INTO procrastinate_jobs"
        " (queue_name, task_name, status, worker_id, attempts, queueing_lock, lock)"
        " VALUES ('default', 'articles.tasks.poll', %s::procrastinate_job_status, %s, %s, %s, %s)"
        " RETURNING id", status, worker, attempts, queueing_lock, lock,
    )  # fmt: skip


def status_of(number):
    return ProcrastinateJob.objects.get(pk=number).status


def test_a_job_whose_worker_is_gone_or_silent_waits_again():
    gone, silent = make_job(), make_job(worker=make_worker(seconds=60))
    assert take_back() == 2
    assert [status_of(gone), status_of(silent)] == ["todo", "todo"]


def test_a_job_in_the_hands_of_a_worker_stays_there():
    running = make_job(worker=make_worker(seconds=20))
    assert take_back() == 0
    assert status_of(running) == "doing"


def test_a_job_that_is_taken_back_can_be_taken_by_the_next_worker_though_its_lock_was_held():
    lost = make_job(lock="crop_pictures")
    take_back()
    worker = make_worker(seconds=0)
    assert run("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", worker) == lost


def test_where_one_of_the_same_lock_waits_the_lost_one_ends():
    lost = make_job(queueing_lock="feed-1")
    waiting = make_job(status="todo", queueing_lock="feed-1")
    assert take_back() == 1
    assert [status_of(lost), status_of(waiting)] == ["aborted", "todo"]


def test_a_job_that_kills_every_worker_is_shown_as_failed_at_last():
    deadly = make_job(attempts=MOST_DEATHS + RETRIES)
    take_back()
    assert status_of(deadly) == "failed"
    assert JobFailure.objects.get(job_id=deadly).error.startswith("WorkerDied: ")
    assert [trouble.job_id for trouble in probes.troubles()] == [deadly]


def test_a_job_that_failed_by_itself_and_lost_its_worker_once_is_tried_again():
    unlucky = make_job(attempts=RETRIES)
    take_back()
    assert status_of(unlucky) == "todo"


def test_every_task_that_no_clock_brings_again_waits_for_a_database_that_went_away():
    by_clock = {name for name, _id in app.periodic_registry.periodic_tasks}
    once = [app.tasks[name] for name in kinds() if name not in by_clock]
    assert len(once) >= 7
    for task in once:
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name=task.name)
        assert task.get_retry_exception(exception=OperationalError("gone"), job=job), task.name


def test_make_chaos_kills_the_worker_in_every_kind_of_job():
    by_clock = {name for name, _id in app.periodic_registry.periodic_tasks}
    assert set(GIVEN) == set(kinds()) - by_clock
