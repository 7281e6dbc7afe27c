"""How the desk tells a change of many: its badge, its counts, how far it is, and who met what fate."""

from typing import Any

from django.db.models import Case, Count, F, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.accounts import count_articles, is_worker_there
from articles.admin.display import badge
from articles.bulk import ACTS, Act
from articles.models import BulkItem, BulkOutcome, BulkRun, BulkState, BulkUndo, Forecast

SHOWN_OF_EACH, MOST_SHOWN = 20, 400
COLOURS = {
    BulkState.CHOSEN: "draft", BulkState.JUDGING: "scheduled", BulkState.READY: "in_review",
    BulkState.RUNNING: "scheduled", BulkState.FINISHED: "published", BulkState.UNDOING: "scheduled",
    BulkState.UNDONE: "unchanged",
}  # fmt: skip
# In each state, the fates in the order in which a person asks.
FATES: dict[str, tuple[Any, ...]] = {
    BulkState.READY: (Forecast.READY, Forecast.WARNED, Forecast.REFUSED, Forecast.UNCHANGED),
    BulkState.FINISHED: (BulkOutcome.DONE, BulkOutcome.REFUSED, BulkOutcome.UNCHANGED),
    BulkState.UNDONE: (BulkUndo.KEPT, BulkUndo.UNDONE, BulkOutcome.REFUSED, BulkOutcome.UNCHANGED),
}  # fmt: skip


def act_of(run: BulkRun) -> Act:
    return ACTS[run.act]


def label_of(run: BulkRun) -> str:
    """«تغيير القسم»; the dots that promise a question are for the list of acts."""
    return str(act_of(run).label).rstrip("…")


def run_badge(run: BulkRun) -> SafeString:
    if run.error:
        return badge("conflict", _("stopped before its end"))
    return badge(COLOURS[run.state], str(run.get_state_display()))


def given_lines(run: BulkRun) -> list[tuple[str, str]]:
    """Tell what was asked for: the section, the keywords, the reason."""
    given, told = run.given, []
    if "section" in given:
        told.append((_("Section"), given["section"] or _("— none —")))
    if "keywords" in given:
        told.append((_("Keywords"), "، ".join(given["keywords"])))
    if "note" in given:
        told.append((_("The reason that readers see"), given["note"]))
    if given.get("to_readers"):
        told.append((_("Give it to readers at once"), _("yes")))
    return told


def progress_of(run: BulkRun) -> dict[str, Any]:
    """Tell how far a step is; its page asks again until it has ended."""
    if not run.is_live:
        return {"is_live": False}
    rows, total = run.items.all(), run.total
    if run.state == BulkState.UNDOING:
        rows = rows.filter(outcome=BulkOutcome.DONE)
        total = rows.count()
    name = {BulkState.JUDGING: "forecast", BulkState.RUNNING: "outcome", BulkState.UNDOING: "undo"}[run.state]
    done = rows.exclude(**{name: ""}).count()
    return {"is_live": True, "done": done, "total": total, "text": _so_far(run, done, total)}


def _so_far(run: BulkRun, done: int, total: int) -> str:
    if not done and not is_worker_there():
        return _("No worker is running: it begins when one is started.")
    text = {
        BulkState.JUDGING: _("Looked at %(done)d of %(total)d"),
        BulkState.RUNNING: _("Done: %(done)d of %(total)d"),
        BulkState.UNDOING: _("Undone: %(done)d of %(total)d"),
    }[run.state]
    return text % {"done": done, "total": total}


def counted(run: BulkRun) -> list[dict[str, Any]]:
    """List how many articles met each fate, with the way to their list."""
    counts = {**run.counts.get("outcome", {}), **run.counts.get("undo", {})}
    if run.state == BulkState.READY:
        counts = run.counts.get("forecast", {})
    return [
        {"fate": fate, "label": fate.label, "count": count_articles(counts[fate])}
        for fate in FATES.get(run.state, ())
        if counts.get(fate)
    ]


def with_fate(items: Any) -> Any:
    """Annotate the last that became of each item: its undo, else its outcome, else its forecast."""
    fate = Case(
        When(undo__gt="", then=F("undo")), When(outcome__gt="", then=F("outcome")), default=F("forecast")
    )
    return items.annotate(fate=fate)


def labels_of(run: BulkRun) -> dict[str, str]:
    return {fate.value: str(fate.label) for fate in FATES.get(run.state, ())}


def groups_of(run: BulkRun) -> list[dict[str, Any]]:
    """Group the articles by fate and reason, some of each, in one query."""
    fates = FATES.get(run.state, ())
    if not fates:
        return []
    rank = Case(*(When(fate=fate, then=Value(place)) for place, fate in enumerate(fates)), default=Value(9))
    same = {"partition_by": [F("fate"), F("reason")]}
    rows = with_fate(BulkItem.objects.filter(run=run)).annotate(
        place=Window(RowNumber(), order_by="pk", **same), size=Window(Count("pk"), **same), rank=rank
    )
    rows = rows.filter(place__lte=SHOWN_OF_EACH).order_by("rank", "-size", "reason", "place")[:MOST_SHOWN]
    labels = labels_of(run)
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for item in rows:
        group = groups.setdefault(
            (item.fate, item.reason),
            {
                "fate": item.fate, "label": labels.get(item.fate, ""), "reason": item.reason, "items": [],
                "count": count_articles(item.size),
            },
        )  # fmt: skip
        group["items"].append(item)
        group["has_more"] = item.size > SHOWN_OF_EACH
    return list(groups.values())
