"""The worker: does one live, does work wait, did work fail."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from newsroom.doctor.findings import Check, Finding, error, ok, warning

# A worker tells every ten seconds that it lives.
SILENT = timedelta(seconds=30)
# Most are done at once; a crop or an import may hold all hands of a worker for some minutes.
LATE, FAR_TOO_LATE = timedelta(minutes=5), timedelta(hours=1)
LOOKED_BACK = timedelta(days=1)
LOOKED_AT = 500  # the oldest of what waits
SHOWN = 3
START = "manage.py procrastinate worker --concurrency 4"
DEFERRED = Max(
    "procrastinateevent__at", filter=Q(procrastinateevent__type__in=("deferred", "deferred_for_retry"))
)


def find_alive() -> Iterator[Finding]:
    """Count the workers that gave a sign of life lately, by the clock of the database."""
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=Now() - SILENT).count()
    last = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    if alive:
        yield ok(_("Workers that live: %(count)s.") % {"count": alive})
        return
    told = f"{last:%Y-%m-%d %H:%M:%S} UTC" if last else _("never")
    yield error(
        _("No worker lives; the last sign of one: %(last)s.") % {"last": told},
        _("Start the worker's unit (systemctl start newsroom-worker), or: %(command)s") % {"command": START},
    )


def find_waiting() -> Iterator[Finding]:
    """Look at how long the job that waits longest has been due."""
    late = _late_jobs()
    if not late:
        yield ok(_("No job has waited longer than %(minutes)s minutes.") % {"minutes": _minutes(LATE)})
        return
    waited, name = max(late)
    told = {"count": len(late), "name": name, "minutes": _minutes(waited)}
    message = _("Jobs that wait too long: %(count)s; the first, %(name)s, for %(minutes)s minutes.") % told
    hint = _(
        "See that a worker runs and what its log says; give it more hands (--concurrency), or start another."
    )
    yield (error if waited > FAR_TOO_LATE else warning)(message, hint)


def _late_jobs() -> list[tuple[timedelta, str]]:
    """Return how long each late job has waited by the database's clock, and its name."""
    oldest = _due().order_by("pk").values("pk")[:LOOKED_AT]
    jobs = (
        ProcrastinateJob.objects.filter(pk__in=oldest)
        .annotate(due=Coalesce("scheduled_at", DEFERRED), now=Now())
        .values_list("task_name", "due", "now")
    )
    return [(now - due, name) for name, due, now in jobs if due and now - due > LATE]


def _due() -> QuerySet:
    is_due = Q(scheduled_at=None) | Q(scheduled_at__lte=Now())
    return ProcrastinateJob.objects.filter(is_due, status="todo")


def find_stalled() -> Iterator[Finding]:
    """Find jobs whose worker is gone."""
    lost = ProcrastinateJob.objects.filter(status="doing").filter(
        Q(worker=None) | Q(worker__last_heartbeat__lte=Now() - SILENT)
    )
    names = _counted(lost)
    if names:
        yield warning(
            _("Jobs whose worker died over them: %(names)s.") % {"names": names},
            _("They begin again within two minutes by themselves, where a worker lives."),
        )
    else:
        yield ok(_("No job lost its worker."))


def find_failed() -> Iterator[Finding]:
    failed = ProcrastinateJob.objects.filter(
        status="failed", procrastinateevent__type="failed", procrastinateevent__at__gt=Now() - LOOKED_BACK
    )
    names = _counted(failed)
    if names:
        yield warning(
            _("Jobs that failed within a day: %(names)s.") % {"names": names},
            _("The worker's log tells why: journalctl -u newsroom-worker --since yesterday."),
        )
    else:
        yield ok(_("No job failed within a day."))


def _counted(jobs: QuerySet) -> str:
    """Name the tasks of jobs with their numbers, the most first: "articles.tasks.purge ×3"."""
    rows = (
        jobs.values_list("task_name")
        .annotate(count=Count("pk", distinct=True))
        .order_by("-count", "task_name")
    )
    return ", ".join(f"{name} ×{count}" for name, count in rows[:SHOWN])


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


CHECKS = (
    Check("workers", gettext_lazy("Workers"), find_alive, needs_database=True),
    Check("waiting", gettext_lazy("Jobs that wait"), find_waiting, needs_database=True),
    Check("stalled", gettext_lazy("Lost jobs"), find_stalled, needs_database=True),
    Check("failed", gettext_lazy("Failed jobs"), find_failed, needs_database=True),
)
