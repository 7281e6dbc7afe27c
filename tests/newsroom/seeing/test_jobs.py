"""Jobs as a worker runs them: their failures are kept with a reason, and made good by what goes well."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import close_db_connections
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import tasks
from newsroom import probes
from newsroom import tasks as house_tasks
from newsroom.models import JobFailure
from newsroom.seeing import jobs
from tests.newsroom.seeing.counts import difference
from tests.sites import ROOT, environment_of


def run(task, call, *, number=1):
    job = SimpleNamespace(id=number, task_name=task)
    return jobs.look_on_job(call, SimpleNamespace(job=job, app=app), None)


def break_down():
    raise ValueError("no letter to reader@marsa.example of 192.0.2.7")


def fail(task, *, number=1):
    with pytest.raises(ValueError, match="no letter"):
        run(task, break_down, number=number)


@pytest.mark.django_db
def test_a_failure_is_kept_with_its_reason_and_without_persons(lines):
    with difference() as counted:
        fail("articles.tasks.poll", number=7)
    kept = JobFailure.objects.get()
    assert (kept.job_id, kept.task, kept.error) == (
        7, "articles.tasks.poll", "ValueError: no letter to … of …",
    )  # fmt: skip
    assert counted("newsroom_jobs_total", task="articles.tasks.poll", outcome="failed") == 1
    assert counted("newsroom_errors_total", where="job") == 1
    [line] = lines.of("newsroom.errors")
    assert (line["job_id"], line["task"]) == (7, "articles.tasks.poll")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("task", "number", "is_good"),
    [
        ("articles.tasks.poll", 7, True),  # the same job, tried again
        ("articles.tasks.poll", 8, False),  # another feed says nothing of this one
        ("articles.tasks.count_terms", 8, True),  # runs by the clock
    ],
)
def test_what_goes_well_makes_good_what_failed(task, number, is_good):
    fail(task, number=7)
    assert run(task, lambda: 3, number=number) == 3
    assert (JobFailure.objects.get().recovered_at is not None) is is_good


@pytest.mark.django_db
def test_a_job_that_goes_well_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        run("articles.tasks.poll", lambda: None)


@pytest.mark.django_db
def test_a_failure_that_cannot_be_kept_hides_no_other(monkeypatch, lines):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE newsroom_jobfailure RENAME TO gone")
        fail("articles.tasks.poll")
    assert [line["level"] for line in lines.of(jobs.logger.name)] == ["WARNING"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_keeps_failures_and_queues_tell_of_them():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    failing = house_tasks.test_backup.defer(copy="a name that the task does not know")
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]
    done = subprocess.run(command, cwd=ROOT, env=environment_of(), capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    ends = [line for line in told if line["logger"] == "newsroom.errors" and line["job_id"] == failing]
    assert len(ends) == 1
    tasks.mend_stale_search.defer(timestamp=0)
    [queue] = probes.queues()
    assert (queue.name, queue.waiting, queue.running, queue.failed) == ("default", 1, 0, 1)
    assert 0 <= queue.oldest < 600
    [trouble] = probes.troubles()
    assert (trouble.job_id, trouble.task) == (failing, "newsroom.tasks.test_backup")
    assert trouble.error.startswith("TypeError: ")
    assert ProcrastinateJob.objects.get(pk=failing).status == "failed"


@pytest.mark.django_db
def test_the_state_of_the_queues_is_one_statement_each(django_assert_num_queries):
    for _turn in range(3):
        tasks.poll.defer(feed_id=1)
    with django_assert_num_queries(3):  # queues, troubles, workers
        assert probes.queues()[0].waiting == 3
        assert probes.troubles() == []
        assert probes.live_workers() == 0


@pytest.mark.django_db
def test_a_job_whose_worker_is_gone_is_lost():
    number = tasks.poll.defer(feed_id=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
    [queue] = probes.queues()
    assert (queue.running, queue.lost) == (0, 1)
    assert [(one.job_id, one.is_lost) for one in probes.troubles()] == [(number, True)]


def test_connections_that_died_are_closed_around_every_job():
    """Else a thread of the worker that lost one fails at every job that it ever gets."""
    around = app.worker_defaults["task_middleware"]
    assert around.index(close_db_connections) < around.index(jobs.look_on_job)
