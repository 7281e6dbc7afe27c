"""How the desk tells the state of a batch, its speed, its progress and the account of its undo."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.display import badge
from articles.importers.undoing import ACTED, can_be_undone, may_undo
from articles.models import BatchState, ImportBatch, Undone
from newsroom.probes import live_workers

LIVE = (BatchState.RUNNING, BatchState.UNDOING)
# The state of a batch → the state of an article that has its colour.
COLOURS = {
    BatchState.RUNNING: "scheduled",
    BatchState.FINISHED: "published",
    BatchState.INTERRUPTED: "needs",
    BatchState.UNDOING: "scheduled",
    BatchState.UNDONE: "unchanged",
}
# What an undo will do or has done, in the order in which a person asks.
ACCOUNT = {
    Undone.REMOVED: gettext_lazy("Removed, since the batch made them"),
    "public": gettext_lazy("of these, already seen by readers"),
    Undone.RESTORED: gettext_lazy("Brought back to the version before the batch"),
    Undone.DROPPED: gettext_lazy("Incoming texts that waited for an editor, dropped"),
    Undone.TOUCHED: gettext_lazy("Kept, since a person worked on them"),
    Undone.LATER: gettext_lazy("Kept, since a later batch brought them too"),
    Undone.RIGHTS: gettext_lazy("Kept, since their state asks for a right that was missing"),
    Undone.UNKNOWN: gettext_lazy("Kept, since the version before is not known"),
    Undone.GONE: gettext_lazy("Gone already"),
}


def batch_badge(batch: ImportBatch) -> SafeString:
    if batch.is_stopped:
        return badge("conflict", _("stopped before its end"))
    if batch.state == BatchState.UNDOING and "error" in batch.undo_counts:
        return badge("conflict", _("the undo stopped"))
    return badge(COLOURS[batch.state], str(batch.get_state_display()))


def count_articles(number: int) -> str:
    """«لا مقالات», «مقال واحد», «مقالان», «3 مقالات», «11 مقالا»."""
    return ngettext("%(count)d article", "%(count)d articles", number) % {"count": number}


def speed_of(batch: ImportBatch) -> str:
    """«142 مقالا في الثانية»; what took no time to speak of has no speed."""
    rate = batch.counts.get("articles_per_second")
    if not isinstance(rate, int | float) or not batch.counts.get("read"):
        return ""
    if rate < 1:
        return _("less than an article a second")
    return ngettext("%(count)d article a second", "%(count)d articles a second", round(rate)) % {
        "count": round(rate)
    }


def account_rows(batch: ImportBatch, counts: dict[str, Any]) -> list[dict[str, Any]]:
    """List what an undo did or would do, each line with a way to the records where they are marked."""
    rows = []
    for name, label in ACCOUNT.items():
        if number := counts.get(name):
            rows.append({"label": label, "count": count_articles(number), "address": _items(batch, name)})
    return rows


def _items(batch: ImportBatch, undone: str) -> str:
    if undone == "public" or batch.state != BatchState.UNDONE:
        return ""
    items = reverse("admin:articles_importitem_changelist")
    return f"{items}?batch__id__exact={batch.pk}&undone__exact={undone}"


def progress_of(batch: ImportBatch) -> dict[str, Any]:
    """Tell how far a run or an undo is, and whether the page should ask again."""
    if batch.is_stopped or batch.state not in LIVE or "error" in batch.undo_counts:
        return {"is_live": False}
    if batch.state == BatchState.RUNNING:
        return {"is_live": True, "text": _read_so_far(batch), "speed": speed_of(batch)}
    done, total = batch.undo_counts.get("done", 0), batch.undo_counts.get("total", 0)
    return {"is_live": True, "done": done, "total": total, "text": _undone_so_far(batch, done, total)}


def _read_so_far(batch: ImportBatch) -> str:
    number = batch.counts.get("read", 0)
    return ngettext("%(count)d record read so far", "%(count)d records read so far", number) % {
        "count": number
    }


def _undone_so_far(batch: ImportBatch, done: int, total: int) -> str:
    if batch.heartbeat_at is None and not is_worker_there():
        return _("No worker is running: the undo begins when one is started.")
    if batch.heartbeat_at is None:
        return _("Waiting for a worker.")
    percent = done * 100 // total if total else 100
    return _("Undone: %(done)d of %(total)d (%(percent)d%%)") % {
        "done": done, "total": total, "percent": percent,
    }  # fmt: skip


def is_worker_there() -> bool:
    return live_workers() > 0


def undo_of(batch: ImportBatch, user: Any) -> dict[str, Any]:
    """Tell what the page of a batch says of its undo: who, when, the account, and whether one may begin."""
    counts = batch.undo_counts
    return {
        "rows": account_rows(batch, counts),
        "is_begun": bool(counts),
        "did_nothing": bool(counts) and not any(counts.get(name) for name in ACTED),
        "error": counts.get("error", ""),
        "may": may_undo(user, batch) and can_be_undone(batch),
        "is_again": batch.state in (BatchState.UNDONE, BatchState.UNDOING),
    }
