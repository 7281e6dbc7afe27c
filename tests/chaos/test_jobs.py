"""The worker is killed in each kind of job."""

import time

import pytest
from procrastinate.contrib.django import app

from tests.chaos import account

pytestmark = pytest.mark.chaos
# A worker counts as dead after 45 s of silence, and a job looks for its jobs each minute.
TAKEN_BACK_WITHIN = 130
ASK = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args, priority)
VALUES ('default', %s, %s::jsonb, 100) RETURNING id
"""
# What a job is about, for those that no clock brings.
GIVEN = {
    "articles.tasks.purge_pages": '{"keys": []}',
    "articles.tasks.settle_source": '{"source_id": 1}',
    "articles.tasks.undo": '{"batch_id": 1}',
    "articles.tasks.poll": '{"feed_id": 1}',
    "articles.tasks.go_on_with_many": '{"run_id": 1}',
    "articles.tasks.mail_sign_up": '{"number": 1}',
    "newsroom.tasks.mail_notice": '{"person_id": 0, "change": "password", "at": "2024-12-31T10:30:00+00:00"}',
    "newsroom.tasks.test_backup": '{"name": "none"}',
    "tags.tasks.go_on_with_merge": '{"merge_id": 1}',
}
OURS = ("articles.", "newsroom.", "tags.")


def kinds():
    return sorted(name for name in app.tasks if name.startswith(OURS))


def test_a_job_whose_worker_is_killed_is_done_by_the_next(site):
    site.worker.close()
    site.start_worker(pause=0.2)
    asked = {task: ask_and_kill(site, task, number) for number, task in enumerate(kinds())}
    began = time.monotonic()
    ends = wait_for(site, asked)
    site.worker.close()
    site.start_worker()
    lost = {task: end for task, end in ends.items() if end not in ("succeeded", "told")}
    account.tell(
        f"worker killed in each of {len(asked)} kinds of jobs",
        f"{list(ends.values()).count('succeeded')} done by the next worker,"
        f" {list(ends.values()).count('told')} shown as failed,"
        f" the last after {time.monotonic() - began:.0f} s",
        lost=len(lost),
    )
    assert not lost
    assert time.monotonic() - began < TAKEN_BACK_WITHIN + 60


def ask_and_kill(site, task, number, *, within=40):
    """Ask for a job that takes its worker with it: before a statement, or once it is done."""
    order = site.kills / task
    # Some make no statement at all where there is nothing to do; those die when it is done.
    order.write_text("after" if number % 2 else "1")
    given = GIVEN.get(task, f'{{"timestamp": {int(time.time())}}}')
    ((job,),) = site.database.ask(ASK, [task, given])
    end = time.monotonic() + within
    while order.exists():
        assert time.monotonic() < end, f"{task} was not begun"
        time.sleep(0.1)
    return job


def wait_for(site, asked):
    end = time.monotonic() + TAKEN_BACK_WITHIN
    while True:
        ends = {task: end_of(site, job) for task, job in asked.items()}
        if all(end in ("succeeded", "told") for end in ends.values()) or time.monotonic() > end:
            return ends
        time.sleep(1)


def end_of(site, job):
    """Say how a job is; `told` is one that failed, is shown at the desk and can be tried again."""
    found = site.database.ask(
        "SELECT status::text, EXISTS (SELECT FROM newsroom_jobfailure WHERE job_id = job.id AND error <> ''),"
        " scheduled_at > now() FROM procrastinate_jobs AS job WHERE id = %s", [job],
    )  # fmt: skip
    if not found:
        return "gone"
    ((status, is_told, is_later),) = found
    # One that the database or the world refused waits for its next try.
    return "told" if is_told and (status == "failed" or is_later) else status
