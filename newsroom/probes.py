"""Short questions to the parts that the newsroom stands on: each is one statement, or none.

What a page, a metric or a doctor says of them is theirs; here is only what was found.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache as django_cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from redis import RedisError

# A worker tells that it lives every ten seconds.
WORKER_SILENCE = timedelta(seconds=45)
# A job whose failure was made good since has failed no more; the queue keeps its state.
_QUEUES = """
WITH open AS (
    SELECT job.*, coalesce(scheduled_at <= now(), true) AS is_due,
        status = 'doing' AND (worker_id IS NULL OR worker.last_heartbeat < now() - %(silence)s) AS is_lost
    FROM procrastinate_jobs AS job
    LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    LEFT JOIN newsroom_jobfailure AS failure ON failure.job_id = job.id
    WHERE status IN ('todo', 'doing', 'failed') AND (status <> 'failed' OR failure.recovered_at IS NULL)
), queues AS (
    SELECT queue_name,
        count(*) FILTER (WHERE status = 'todo' AND is_due) AS waiting,
        count(*) FILTER (WHERE status = 'todo' AND NOT is_due) AS later,
        count(*) FILTER (WHERE status = 'doing' AND NOT is_lost) AS running,
        count(*) FILTER (WHERE is_lost) AS lost,
        count(*) FILTER (WHERE status = 'failed') AS failed,
        min(id) FILTER (WHERE status = 'todo' AND is_due) AS oldest
    FROM open GROUP BY queue_name
)
SELECT queue_name, waiting, later, running, lost, failed, coalesce(extract(epoch FROM now() - (
    SELECT at FROM procrastinate_events WHERE job_id = oldest ORDER BY id LIMIT 1)), 0)::float
FROM queues ORDER BY queue_name
"""
_TROUBLE = """
SELECT job.id, job.task_name, job.status = 'doing' AS is_lost, failure.at, coalesce(failure.error, '')
FROM procrastinate_jobs AS job
LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
LEFT JOIN newsroom_jobfailure AS failure ON failure.job_id = job.id
WHERE status IN ('todo', 'doing', 'failed') AND ((status = 'failed' AND failure.recovered_at IS NULL)
    OR (status = 'doing' AND (worker_id IS NULL OR worker.last_heartbeat < now() - %(silence)s)))
    AND (%(job)s::bigint IS NULL OR job.id = %(job)s)
ORDER BY job.id DESC LIMIT %(most)s
"""
_DATABASE = """
SELECT pg_database_size(current_database()),
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
    current_setting('max_connections')::int
"""
WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %s"


def live_workers() -> int:
    """Count the workers that gave a sign of life a moment ago."""
    with connection.cursor() as cursor:
        cursor.execute(WORKERS, [WORKER_SILENCE])
        return cursor.fetchone()[0]


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs that are due, later, under way, without their worker, failed; and the age of the oldest due."""

    name: str
    waiting: int
    later: int
    running: int
    lost: int
    failed: int
    oldest: float


def queues() -> list[Queue]:
    """Count the jobs that are not done, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUES, {"silence": WORKER_SILENCE})
        return [Queue(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A job that failed, or that lost its worker; the moment and the error where they are known."""

    job_id: int
    task: str
    is_lost: bool
    at: datetime | None
    error: str

    @property
    def words(self) -> str:
        """What the error says; its kind stands before it: «ValueError: …»."""
        return self.error.partition(": ")[2] or self.error

    @property
    def kind(self) -> str:
        kind, colon, _words = self.error.partition(": ")
        return kind if colon else ""


def troubles(*, most: int = 200, job_id: int | None = None) -> list[Trouble]:
    """List the jobs that a person may have to look after, the newest first, or the one that is named."""
    with connection.cursor() as cursor:
        cursor.execute(_TROUBLE, {"silence": WORKER_SILENCE, "most": most, "job": job_id})
        return [Trouble(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Database:
    """Its size in bytes, and how many of its connections are taken."""

    size: int
    connections: int
    most_connections: int


def database() -> Database:
    with connection.cursor() as cursor:
        cursor.execute(_DATABASE)
        return Database(*cursor.fetchone())


@cache
def wanted_migrations() -> frozenset[tuple[str, str]]:
    """Name the last migrations of the code that runs here: (application, name)."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def cache_answers() -> bool | None:
    """Say whether the shared cache answers; None where each process keeps its own."""
    if not settings.CACHE_URL:
        return None
    try:
        django_cache.get("newsroom-is-there")
    except RedisError:
        return False
    return True


def is_media_writable() -> bool:
    """Say whether uploads would find room: the bucket, or the folder or the nearest above that is there."""
    if settings.MEDIA.bucket:
        return default_storage.answers()
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def disk() -> Any:
    """Return total, used and free bytes of the disk that holds what the newsroom writes."""
    return shutil.disk_usage(settings.VAR_DIR)
