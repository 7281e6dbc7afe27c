"""Forget jobs that are over: the queue keeps each for ever, and the clock alone makes thousands a day."""

from datetime import timedelta
from time import monotonic

from django.db import connection

WENT_WELL, FAILED = timedelta(days=3), timedelta(days=30)
AT_ONCE, SECONDS = 2000, 600
# The oldest come first in the order of their numbers, so what is looked at is what goes.
_FORGET = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT job.id FROM procrastinate_jobs AS job
    WHERE status = ANY(%(states)s::procrastinate_job_status[]) AND NOT EXISTS (
        SELECT FROM procrastinate_events AS event
        WHERE event.job_id = job.id AND event.at > now() - %(age)s)
    ORDER BY job.id LIMIT %(most)s)
"""
_FORGET_WHY = """
DELETE FROM newsroom_jobfailure AS failure
WHERE NOT EXISTS (SELECT FROM procrastinate_jobs AS job WHERE job.id = failure.job_id)
"""


def forget_old() -> int:
    """Forget some thousands at a time, for some minutes at most; returns how many those were."""
    end, done = monotonic() + SECONDS, 0
    for states, age in ((["succeeded", "cancelled", "aborted"], WENT_WELL), (["failed"], FAILED)):
        while (some := _forget(states, age)) and monotonic() < end:
            done += some
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_WHY)
    return done


def _forget(states: list[str], age: timedelta) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"states": states, "age": age, "most": AT_ONCE})
        return cursor.rowcount
