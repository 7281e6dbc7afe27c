"""Lose no job: one whose worker died, or whose database went away, is tried again (each is safe twice)."""

from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from newsroom.models import JobFailure
from newsroom.probes import WORKER_SILENCE

# One that takes its worker with it each time, as where memory ends, is shown as failed at last.
MOST_DEATHS = 5
DATABASE_GONE = RetryStrategy(
    max_attempts=8, wait=5, linear_wait=5, retry_exceptions={OperationalError, InterfaceError}
)
_LOST = """
SELECT job.id, job.task_name, job.attempts FROM procrastinate_jobs AS job
LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - %s)
ORDER BY job.id FOR UPDATE OF job SKIP LOCKED
"""
_AGAIN = "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)"
_END = "SELECT procrastinate_finish_job_v1(%s, %s::procrastinate_job_status, false)"


def try_again_without_database(jobs: Any) -> None:
    """Let jobs that no clock brings again wait for a database that went away under them."""
    by_clock = {name for name, _id in jobs.periodic_registry.periodic_tasks}
    for name, task in jobs.tasks.items():
        if name not in by_clock and task.retry_strategy is None:
            task.retry_strategy = DATABASE_GONE


@transaction.atomic
def take_back() -> int:
    """Let the jobs of workers that are silent begin again; returns how many those were."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST, [WORKER_SILENCE])
        lost = cursor.fetchall()
    for number, task, attempts in lost:
        if attempts < MOST_DEATHS + _retries_of(task):
            _begin_again(number)
        else:
            _give_up(number, task, attempts + 1)
    return len(lost)


def _retries_of(task: str) -> int:
    """Return how often it may fail by itself: procrastinate counts those attempts with the deaths."""
    strategy = getattr(app.tasks.get(task), "retry_strategy", None)
    return getattr(strategy, "max_attempts", None) or 0


def _begin_again(number: int) -> None:
    try:
        with transaction.atomic():
            _run(_AGAIN, number)
    except IntegrityError:  # one that waits under the same lock does the same work
        _run(_END, number, "aborted")


def _give_up(number: int, task: str, attempts: int) -> None:
    _run(_END, number, "failed")
    words = _("The worker died over this job, after %(n)d attempts.") % {"n": attempts}
    told = {"task": task, "at": timezone.now(), "error": f"WorkerDied: {words}", "recovered_at": None}
    JobFailure.objects.update_or_create(job_id=number, defaults=told)


def _run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
