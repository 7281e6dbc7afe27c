"""The steps of a run: look at each article, change each, bring each back; what is done outlives a kill."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.bulk.acts import ACTS, Act, Given
from articles.bulk.changing import change_item
from articles.bulk.judging import judge
from articles.bulk.undoing import undo_item
from articles.models import Article, BulkItem, BulkOutcome, BulkRun, BulkState, BulkUndo, Forecast
from articles.refusals import NotAllowed, PublishingError
from articles.style import get_house
from articles.turns import alone

# So many are looked at and changed while the person waits; more are a job.
AT_ONCE = 25
MOST = 10_000
CHUNK = 25
TRIES = 3
BULK_LOCK = 0x62756C6B
# What nobody confirmed is forgotten after so long.
FORGOTTEN = timedelta(days=2)


class NotNow(PublishingError):
    """The run is not in a state from which this can be done."""


@transaction.atomic
def choose(act: Act, articles: Any, *, by: Any) -> BulkRun:
    """Begin a run over the articles of a queryset, in their order; raises NotAllowed, PublishingError."""
    if not by.has_perm(act.permission):
        raise NotAllowed(_("You may not do this: %(move)s") % {"move": act.label})
    names = ("pk", "headline", "working_title", "external_id")
    rows = list(articles.values_list(*names)[: MOST + 1])
    if len(rows) > MOST:
        message = _("More than %(most)d articles match. Narrow the list, and do it in parts.")
        raise PublishingError(message % {"most": MOST})
    run = BulkRun.objects.create(act=act.name, by=by, by_name=str(by)[:200], total=len(rows))
    BulkItem.objects.bulk_create(
        [BulkItem(run=run, article_id=pk, label=next(filter(None, names))[:300]) for pk, *names in rows],
        batch_size=2000,
    )
    return run


@transaction.atomic
def look(run: BulkRun, given: Given, *, by: Any) -> BulkRun:
    """Take what the act asks for, and begin to look at each article; saying it again begins anew."""
    run = _locked(run, by, BulkState.CHOSEN, BulkState.READY)
    run.items.update(forecast="", reason="", digest="")
    run.given, run.state, run.counts = dict(given), BulkState.JUDGING, {}
    return _begun(run)


@transaction.atomic
def confirm(run: BulkRun, *, by: Any, takes_warnings: bool = False) -> BulkRun:
    """Let the run begin; what its preview refused stays as it is."""
    run = _locked(run, by, BulkState.READY)
    run.items.filter(forecast=Forecast.REFUSED).update(outcome=BulkOutcome.REFUSED)
    run.items.filter(forecast=Forecast.UNCHANGED).update(outcome=BulkOutcome.UNCHANGED)
    if not takes_warnings:
        reason = _("Its warnings were not confirmed.")
        run.items.filter(forecast=Forecast.WARNED).update(outcome=BulkOutcome.REFUSED, reason=reason)
    run.takes_warnings, run.state = takes_warnings, BulkState.RUNNING
    return _begun(run)


@transaction.atomic
def take_up(run: BulkRun, *, by: Any) -> BulkRun:
    """Let a run that failed go on where it stopped."""
    run = _locked(run, None, *STEPS)
    if not may_take_up(by, run):
        raise NotAllowed(_("Only who chose the articles goes on with them."))
    return _begun(run)


def may_take_up(user: Any, run: BulkRun) -> bool:
    """A step is taken with the rights of who began it, so nobody else lets it go on."""
    beginner = run.undone_by_id if run.state == BulkState.UNDOING else run.by_id
    return user.is_superuser or user.pk == beginner


@transaction.atomic
def begin_undo(run: BulkRun, *, by: Any) -> BulkRun:
    """Let the undo begin; what could not be brought back the last time is tried again."""
    run = _locked(run, None, BulkState.FINISHED, BulkState.UNDONE)
    run.items.filter(undo=BulkUndo.KEPT).update(undo="", reason="")
    run.state, run.undone_by = BulkState.UNDOING, by
    return _begun(run)


def _locked(run: BulkRun, by: Any, *states: str) -> BulkRun:
    """Lock a run and read what it now is; only who chose it goes on with it, and only where it stands."""
    run = BulkRun.objects.select_for_update().get(pk=run.pk)
    if by is not None and run.by_id != by.pk:
        raise NotAllowed(_("Only who chose the articles goes on with them."))
    if run.state not in states:
        raise NotNow(
            _("This is not possible now: the change is %(state)s.") % {"state": run.get_state_display()}
        )
    return run


def _begun(run: BulkRun) -> BulkRun:
    run.error, run.heartbeat_at = "", timezone.now()
    run.save()
    return run


def go_on(run_id: int) -> None:
    """Do what is left of the step that a run is in, unless another is at it."""
    with alone(BULK_LOCK, run_id) as is_mine:
        run = BulkRun.objects.select_related("by", "undone_by").get(pk=run_id)
        if not is_mine or run.state not in STEPS:
            return
        try:
            _go(run)
        except Exception as error:
            _note_failure(run_id, error)
            raise


def _go(run: BulkRun) -> None:
    pending, step, end = STEPS[run.state]
    numbers = pending(run)
    for start in range(0, len(numbers), CHUNK):
        step(run, numbers[start : start + CHUNK])
        BulkRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now())
    if run.state == BulkState.UNDOING:
        run.undone_at = timezone.now()
    elif run.state == BulkState.RUNNING:
        run.ended_at = timezone.now()
    run.state, run.counts = end, count(run)
    run.save(update_fields=["state", "counts", "ended_at", "undone_at"])


def count(run: BulkRun) -> dict[str, dict[str, int]]:
    """Count the articles of each forecast, outcome and undo."""
    found: dict[str, Counter[str]] = {"forecast": Counter(), "outcome": Counter(), "undo": Counter()}
    for row in run.items.order_by().values_list("forecast", "outcome", "undo"):
        for name, value in zip(found, row, strict=True):
            found[name][value] += 1
    return {name: {key: number for key, number in counts.items() if key} for name, counts in found.items()}


def _note_failure(run_id: int, error: Exception) -> None:
    if not connection.is_usable():
        connection.close()  # the next query opens another
    BulkRun.objects.filter(pk=run_id).update(error=f"{type(error).__name__}: {error}"[:1000])


def _numbers(run: BulkRun, order: str = "pk", **which: str) -> list[int]:
    return list(run.items.filter(**which).order_by(order).values_list("pk", flat=True))


def _judge_some(run: BulkRun, numbers: list[int]) -> None:
    """Look at some articles; the choices of the house and the rows are read once for all of them."""
    items = list(BulkItem.objects.filter(pk__in=numbers))
    rows = Article.objects.select_related("latest_revision").in_bulk([item.article_id for item in items])
    house, act = get_house(), ACTS[run.act]
    for item in items:
        _foresee(item, rows.get(item.article_id), act, run, house)
    BulkItem.objects.bulk_update(items, ["forecast", "reason", "digest"])


def _foresee(item: BulkItem, article: Article | None, act: Act, run: BulkRun, house: Any) -> None:
    if article is None:
        item.forecast, item.reason = Forecast.REFUSED, _("The article is gone.")
        return
    verdict = judge(article, act, run.given, by=run.by, house=house)
    item.forecast, item.reason, item.digest = verdict.forecast, verdict.reason, verdict.digest


def _each(act: Callable[[BulkRun, int], None]) -> Callable[[BulkRun, list[int]], None]:
    """Take articles one by one, each in a transaction of its own."""

    def take(run: BulkRun, numbers: list[int]) -> None:
        for number in numbers:
            _try(act, run, number)

    return take


def _try(act: Callable[[BulkRun, int], None], run: BulkRun, number: int) -> None:
    """A person who saves at the same moment may get in the way: the article is tried again."""
    for left in reversed(range(TRIES)):
        try:
            act(run, number)
        except (IntegrityError, OperationalError):
            if not left or not connection.is_usable():
                raise
        else:
            return


STEPS = {
    BulkState.JUDGING: (lambda run: _numbers(run, forecast=""), _judge_some, BulkState.READY),
    BulkState.RUNNING: (lambda run: _numbers(run, outcome=""), _each(change_item), BulkState.FINISHED),
    # The last first: what stood on another goes before it.
    BulkState.UNDOING: (
        lambda run: _numbers(run, "-pk", outcome=BulkOutcome.DONE, undo=""),
        _each(undo_item), BulkState.UNDONE,
    ),
}  # fmt: skip


def forget_old() -> int:
    """Forget what was chosen days ago and never confirmed."""
    waiting = (BulkState.CHOSEN, BulkState.JUDGING, BulkState.READY)
    old = BulkRun.objects.filter(state__in=waiting, at__lt=timezone.now() - FORGOTTEN)
    return old.delete()[0]
