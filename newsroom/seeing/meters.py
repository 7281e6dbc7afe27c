"""The numbers that processes count as they work (Prometheus); labels are of a bounded set, never addresses.

Each is written to a file of its process (`folder`). A kept page is answered in some fifty microseconds, so
those are counted in memory, HEAD as GET, and written twice a second by whoever is served then, or at the end.
"""

import atexit
import itertools
import threading
from collections import Counter as Sums
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram

from newsroom.seeing import folder

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
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
publishing_delay = _histogram(
    "publishing_delay_seconds", "From the planned time of an update until readers had it, on this machine.",
    "kind", buckets=(1, 15, 30, 60, 120, 300, 900, 3600),
)  # fmt: skip
sign_ins = _counter("sign_ins", "Passwords and second steps, by how they ended.", "outcome")
errors = _counter("errors", "Errors that nobody caught.", "where")


@folder.harmless
def count(counter: Counter, label: str) -> None:
    counter.labels(label).inc()


def status_class(status: int) -> str:
    return f"{status // 100}xx"


@contextmanager
def timed(histogram: Histogram, label: str) -> Iterator[None]:
    began = perf_counter()
    yield
    _observe(histogram, label, perf_counter() - began)


@folder.harmless
def _observe(histogram: Histogram, label: str, seconds: float) -> None:
    histogram.labels(label).observe(seconds)


@folder.harmless
def count_request(view: str, method: str, status: int, seconds: float, request: Any) -> None:
    requests.labels(view, method, status_class(status)).inc()
    request_seconds.labels(view).observe(seconds)
    if getattr(request, "is_made_to_keep", False):
        pages.labels("made").inc()
    if (seen := request.seen).queries:
        queries.labels(view).inc(seen.queries)
        query_seconds.labels(view).inc(seen.query_seconds)


class KeptPages:
    """Answers from kept pages, counted in memory by view and kind of status; no thread waits for another."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], itertools.count[int]] = {}
        self._written: Sums[tuple[str, str]] = Sums()
        self._looks: Sums[tuple[str, str]] = Sums()
        self._lock = threading.Lock()

    def of(self, view: str, status: str) -> Iterator[int]:
        """Return the counter of a page: each `next` is one answer."""
        return self._counts.setdefault((view, status), itertools.count())

    def write(self) -> None:
        """Write down what came since; to look at a counter takes it a step on, too."""
        with self._lock:
            for kept, count in list(self._counts.items()):
                total = next(count) - self._looks[kept]
                self._looks[kept] += 1
                if number := total - self._written[kept]:
                    self._written[kept] = total
                    self._tell(*kept, number)

    @staticmethod
    @folder.harmless
    def _tell(view: str, status: str, number: int) -> None:
        requests.labels(view, "GET", status).inc(number)
        pages.labels("hit").inc(number)


kept_pages = KeptPages()
atexit.register(kept_pages.write)
