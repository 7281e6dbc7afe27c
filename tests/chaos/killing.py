"""Kill a process in the middle of its work, where a file of $CHAOS_KILLS says so; each file kills once.

A file is named as a task or a view and holds the number of the statement before which the end comes, or
`after`: the work is done and nobody has been told.
"""

import os
import signal
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from newsroom.seeing import jobs

AFTER = "after"


def look_on_jobs(app):
    """Stand around the tasks of the worker inside what production stands there."""
    jobs.look_on_jobs(app)
    app.worker_defaults["task_middleware"].append(maybe_kill_job)


def maybe_kill_job(call_next, context, worker):
    with dying(context.job.task_name):
        return call_next()


def maybe_kill_request(get_response):
    """Stand around requests: a file is named as the method and the last part of the path."""

    def respond(request):
        with dying(f"{request.method} {request.path.rstrip('/').rpartition('/')[2]}"):
            return get_response(request)

    return respond


@contextmanager
def dying(name):
    order = _take(name)
    if order is None:
        yield
    elif order == AFTER:
        yield
        _die()
    else:
        with connection.execute_wrapper(_Countdown(int(order))):
            yield


def _take(name):
    folder = os.environ.get("CHAOS_KILLS")
    path = Path(folder or "/nonexistent") / name
    try:
        order = path.read_text()
        path.unlink()
    except OSError:
        return None
    return order


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


class _Countdown:
    def __init__(self, statements):
        self.left = statements

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left <= 0:
            _die()
        return execute(sql, params, many, context)
