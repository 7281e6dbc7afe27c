"""Look on at every query: how many a request makes, how long they take, and which one took too long."""

import logging
from time import perf_counter
from typing import Any

from django.conf import settings

from newsroom.seeing import meters
from newsroom.seeing.jobs import current_job
from newsroom.seeing.privacy import without_persons
from newsroom.seeing.requests import current

# Beyond this a statement says no more of itself.
MOST_LETTERS = 2000
logger = logging.getLogger("newsroom.slow_queries")


def look_on(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = perf_counter() - began
        if (request := current.get()) is not None:
            request.seen.queries += 1
            request.seen.query_seconds += seconds
        if seconds > settings.SLOW_QUERY_SECONDS:
            _tell_slow(sql, seconds)


def _tell_slow(sql: Any, seconds: float) -> None:
    """Tell the text with its gaps: what was filled in there may be somebody's."""
    where = "request" if current.get() else "job" if current_job.get() else "command"
    meters.count(meters.slow_queries, where)
    text = without_persons(" ".join(str(sql).split())[:MOST_LETTERS])
    logger.warning("a slow query", extra={"sql": text, "ms": round(seconds * 1000, 1)})


def look_on_connection(connection: Any, **_given: Any) -> None:
    """Stay with a connection for its life: the signal comes again with each time that it opens."""
    if look_on not in connection.execute_wrappers:
        connection.execute_wrappers.append(look_on)
