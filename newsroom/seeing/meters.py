"""The numbers that processes count as they work (Prometheus); labels are of a bounded set, never addresses.

Each is written to a file of its process (`folder`). A kept page is answered in some fifty microseconds, so
those are summed in memory and written about once a second, by whoever is served then, and at the end.
"""

import atexit
import threading
from collections import Counter as Sums
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram

from newsroom.seeing import folder

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_PAUSE = 1.0
# The registry is only where they are named: what is told is read from the folder.
_names = CollectorRegistry()


def _counter(name: str, words: str, *labels: str) -> Counter:
    return Counter(f"newsroom_{name}", words, labels, registry=_names)


def _histogram(name: str, words: str, *labels: str, buckets: tuple[float, ...]) -> Histogram:
    return Histogram(f"newsroom_{name}", words, labels, buckets=buckets, registry=_names)


requests = _counter("requests", "Requests answered, kept pages among them.", "view", "method", "status")
request_seconds = _histogram(
    "request_seconds", "Time of requests that were not answered from a kept page.", "view", buckets=_SECONDS
)
pages = _counter(
    "pages", "Pages that may be kept: hit where one was kept, made where it was made.", "outcome"
)
queries = _counter("database_queries", "Queries of requests.", "view")
query_seconds = _counter("database_seconds", "Time that requests waited for the database.", "view")
slow_queries = _counter("slow_queries", "Queries that took too long.", "where")
search_seconds = _histogram(
    "search_seconds", "Time in which a search found its results.", "kind", buckets=_SECONDS
)
jobs = _counter("jobs", "Jobs that ended, on this machine.", "task", "outcome")
job_seconds = _histogram(
    "job_seconds", "Time of jobs, on this machine.", "task", buckets=(0.1, 1, 10, 60, 600)
)
errors = _counter("errors", "Errors that nobody caught.", "where")


def status_class(status: int) -> str:
    return f"{status // 100}xx"


def count_request(view: str, method: str, status: int, seconds: float, seen: Any) -> None:
    folder.prepare()
    requests.labels(view, method, status_class(status)).inc()
    request_seconds.labels(view).observe(seconds)
    if seen.request.__dict__.get("was_made"):
        pages.labels("made").inc()
    if seen.queries:
        queries.labels(view).inc(seen.queries)
        query_seconds.labels(view).inc(seen.query_seconds)


Kept = tuple[str, str, int]


class KeptPages:
    """Answers from kept pages that no file holds yet, by view, method and status."""

    def __init__(self) -> None:
        self._sums: Sums[Kept] = Sums()
        self._lock = threading.Lock()
        self._due = perf_counter() + _PAUSE

    def add(self, kept: Kept, now: float) -> None:
        with self._lock:
            self._sums[kept] += 1
            if now < self._due:
                return
        self.write()

    def write(self) -> None:
        with self._lock:
            sums, self._sums, self._due = self._sums, Sums(), perf_counter() + _PAUSE
        if not sums:
            return
        folder.prepare()
        for (view, method, status), number in sums.items():
            requests.labels(view, method, status_class(status)).inc(number)
        pages.labels("hit").inc(sums.total())


kept_pages = KeptPages()
atexit.register(kept_pages.write)
