"""Look on at every job of a worker: its time, its end, and why it failed, which the queue itself forgets."""

import logging
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from django.apps import apps
from django.db import Error, connection
from django.db.models import Q
from django.utils import timezone

from newsroom.seeing import folder, meters

current_job: ContextVar[dict[str, Any] | None] = ContextVar("job under way", default=None)
# The end of a long message is where the cause stands.
MOST_LETTERS = 1000
logger = logging.getLogger(__name__)


def look_on_jobs(app: Any) -> None:
    """Stand around every task of the workers, and let none be lost; the queue calls it once it is ready."""
    from newsroom.lost_jobs import try_again_without_database

    try_again_without_database(app)
    # What the queue stands around tasks itself closes connections that died: a thread of the worker that lost
    # one would fail at every job it ever gets.
    around = [*app.worker_defaults.get("task_middleware", []), look_on_job]
    app.worker_defaults = {**app.worker_defaults, "task_middleware": around}


def look_on_job(call_next: Any, context: Any, worker: Any) -> Any:
    job, began = context.job, perf_counter()
    token = current_job.set({"id": job.id, "task_name": job.task_name})
    try:
        result = call_next()
    except Exception as error:
        _count(job, "failed", began)
        _tell_failure(job, error)
        raise
    else:
        _count(job, "succeeded", began)
        _tell_success(job, is_periodic=_is_periodic(context.app, job))
        return result
    finally:
        current_job.reset(token)


@folder.harmless
def _count(job: Any, outcome: str, began: float) -> None:
    meters.jobs.labels(job.task_name, outcome).inc()
    meters.job_seconds.labels(job.task_name).observe(perf_counter() - began)


def _is_periodic(app: Any, job: Any) -> bool:
    return any(name == job.task_name for name, _id in app.periodic_registry.periodic_tasks)


def _failures() -> Any:
    return apps.get_model("newsroom", "JobFailure").objects


def _tell_failure(job: Any, error: Exception) -> None:
    from newsroom.seeing.errors import tell_error
    from newsroom.seeing.privacy import without_persons

    tell_error("job", error)
    if connection.connection is not None and connection.connection.closed:
        connection.close()  # the next query opens another
    words = without_persons(f"{type(error).__name__}: {error}".strip())
    told = {"task": job.task_name, "at": timezone.now(), "error": words[-MOST_LETTERS:], "recovered_at": None}
    try:
        _failures().update_or_create(job_id=job.id, defaults=told)
    except Error as failure:  # often what failed the job, too
        logger.warning("The failure of a job could not be kept: %s", type(failure).__name__)


def _tell_success(job: Any, *, is_periodic: bool) -> None:
    """What runs by the clock has made good what it failed at before; of others, only the job itself."""
    mine = Q(job_id=job.id) | Q(task=job.task_name) if is_periodic else Q(job_id=job.id)
    try:
        _failures().filter(mine, recovered_at=None).update(recovered_at=timezone.now())
    except Error as failure:
        logger.warning("The success of a job could not be kept: %s", type(failure).__name__)
