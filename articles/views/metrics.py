"""What Prometheus asks for: the numbers that processes counted, and what the database tells just then."""

from collections.abc import Iterator

from django.conf import settings
from django.db import Error, connection, transaction
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily

from articles import health
from newsroom import probes
from newsroom.lags import State, lags
from newsroom.readiness import LIMIT, question
from newsroom.seeing.reading import registry

JOB_STATES = ("waiting", "later", "running", "lost", "failed")


@require_safe
@never_cache
def metrics(request):
    """Tell whoever shows the token; where none is set, there is no such address."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    found = registry()
    found.register(Rows())
    return HttpResponse(generate_latest(found), content_type=CONTENT_TYPE_LATEST)


class Rows:
    """What rows tell; a database that does not answer leaves its number, and what processes counted."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            told = _of_rows() if question().wait().answers else []
        except Error:
            told = []
        yield _gauge("database_up", "Whether the database answered.", {(): bool(told)})
        yield from told
        yield from _replicas()


def _of_rows() -> list[GaugeMetricFamily]:
    """Ask with a limit: whoever waits for a lock holds Prometheus, and a thread of ours."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{LIMIT:.0f}s"])
        return [*_jobs(), *_imports(), *_feeds(), *_publishing()]


def _gauge(name: str, words: str, values: dict[tuple[str, ...], float], *labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"newsroom_{name}", words, labels=labels)
    for given, value in values.items():
        family.add_metric(given, value)
    return family


def _replicas() -> Iterator[GaugeMetricFamily]:
    found = {(lag.alias,): lag for lag in lags()}
    if found:
        up = {name: lag.state in (State.WELL, State.LATE) for name, lag in found.items()}
        yield _gauge("replica_up", "Whether a replica follows the primary.", up, "replica")
        words = "Bytes that a replica has not replayed."
        yield _gauge("replica_lag_bytes", words, {name: lag.size for name, lag in found.items()}, "replica")
        words = "Age of the last commit that a replica has replayed, where it lacks some."
        ages = {name: lag.seconds for name, lag in found.items()}
        yield _gauge("replica_lag_seconds", words, ages, "replica")


def _jobs() -> Iterator[GaugeMetricFamily]:
    queues = probes.queues()
    counts = {(queue.name, state): getattr(queue, state) for queue in queues for state in JOB_STATES}
    yield _gauge("queue_jobs", "Jobs that are not done.", counts, "queue", "state")
    ages = {(queue.name,): queue.oldest for queue in queues}
    yield _gauge("queue_oldest_seconds", "Age of the job that has been due longest.", ages, "queue")
    yield _gauge("workers", "Workers that gave a sign of life.", {(): probes.live_workers()})


def _imports() -> Iterator[GaugeMetricFamily]:
    found = health.imports_lately()
    counts = {(name,): getattr(found, name) for name in ("created", "updated", "rejected")}
    words = "Records of imports that were at work in the last hour."
    yield _gauge("import_records_last_hour", words, counts, "outcome")
    yield _gauge("imports_running", "Imports under way.", {(): found.running})


def _feeds() -> Iterator[GaugeMetricFamily]:
    found = health.feeds()
    counts = {(name,): getattr(found, name) for name in ("active", "failing", "late")}
    yield _gauge("feeds", "Feeds that are read, that fail, that are late by an hour.", counts, "state")


def _publishing() -> Iterator[GaugeMetricFamily]:
    words = "For how long readers have waited for the planned update that is latest."
    yield _gauge("publishing_overdue_seconds", words, {(): health.overdue()})
