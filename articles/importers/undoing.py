"""Undo an import in chunks: each is one transaction, and what is undone stays so after a kill.

The items say how far it came. They are taken last first, so that an article which the batch made and
then updated goes back the way it came.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importers.fating import Fate, iter_fates
from articles.importers.reverting import drop_texts, remove_articles, restore_articles
from articles.models import Article, BatchState, ImportBatch, ImportItem, Undone
from articles.refusals import NotAllowed, PublishingError
from articles.turns import alone, take_turn

CHUNK = 500
TRIES = 3
ACTED = (Undone.REMOVED, Undone.RESTORED, Undone.DROPPED)
KEPT = (Undone.TOUCHED, Undone.LATER, Undone.RIGHTS, Undone.UNKNOWN)
# With the number of a batch: two workers never undo one at the same time.
UNDO_LOCK = 0x756E646F

Watch = Callable[[ImportBatch], None]


class NotUndoable(PublishingError):
    """The batch is not in a state from which it can be undone."""


def may_undo(user: Any, batch: ImportBatch) -> bool:
    """Who imports may undo their own batch; that of another asks for the right to delete articles.

    What an article's state asks for comes on top, article by article: who may not unpublish keeps it.
    """
    if not user.has_perm("articles.run_import"):
        return False
    return batch.by_id == user.pk or user.has_perm("articles.delete_article")


def can_be_undone(batch: ImportBatch) -> bool:
    """An ended batch, a killed one, and one of which something was kept: the reason may be gone."""
    if batch.state == BatchState.UNDONE:
        return any(batch.undo_counts.get(reason) for reason in KEPT)
    if batch.state == BatchState.UNDOING:
        return "error" in batch.undo_counts
    return batch.state in (BatchState.FINISHED, BatchState.INTERRUPTED) or batch.is_stopped


@transaction.atomic
def begin_undo(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Mark a batch for its undo; raises NotAllowed, NotUndoable."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not may_undo(by, batch):
        raise NotAllowed(_("You may not undo this batch."))
    if not can_be_undone(batch):
        raise NotUndoable(
            _("Batch %(id)d cannot be undone now: it is %(state)s.")
            % {"id": batch.pk, "state": batch.get_state_display()}
        )
    ImportItem.objects.filter(batch=batch, undone__in=KEPT).update(undone="")
    before = {name: batch.undo_counts[name] for name in (*ACTED, "public") if name in batch.undo_counts}
    batch.undo_counts = {**before, "done": 0, "total": _pending(batch).count()}
    batch.state, batch.undone_by, batch.heartbeat_at = BatchState.UNDOING, by, None
    batch.save(update_fields=["state", "undone_by", "heartbeat_at", "undo_counts"])
    return batch


def _pending(batch: ImportBatch) -> Any:
    return ImportItem.objects.filter(batch=batch, outcome__in=Fate.OUTCOMES, undone="")


def undo_batch(batch: ImportBatch, *, by: Any, watch: Watch = lambda batch: None) -> None:
    """Undo what is left of a batch that `begin_undo` marked; the batch is handed to `watch` after each chunk.

    Does nothing where another worker is at it, or where it is done.
    """
    with alone(UNDO_LOCK, batch.pk) as is_mine:
        batch.refresh_from_db()
        if not is_mine or batch.state != BatchState.UNDOING:
            return
        while _undo_chunk_or_again(batch, by):
            watch(batch)
        batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
        batch.undo_counts.pop("last", None)
        batch.save(update_fields=["state", "undone_at", "undo_counts"])


def note_failure(batch_id: int, error: Exception) -> None:
    """Keep why an undo stopped, for its page."""
    batch = ImportBatch.objects.get(pk=batch_id)
    batch.undo_counts["error"] = f"{type(error).__name__}: {error}"[:1000]
    batch.save(update_fields=["undo_counts"])


def _undo_chunk_or_again(batch: ImportBatch, by: Any) -> bool:
    """A person who saves at the same moment may get in the way: the chunk is tried again."""
    counts = dict(batch.undo_counts)
    for left in reversed(range(TRIES)):
        try:
            return _undo_chunk(batch, by)
        except (IntegrityError, OperationalError):
            batch.undo_counts = dict(counts)
            if not left or not connection.is_usable():
                raise
    return False


@transaction.atomic
def _undo_chunk(batch: ImportBatch, by: Any) -> bool:
    """Undo the next items; tell whether there were any."""
    take_turn()
    articles = _lock_articles(batch)
    fates = list(iter_fates(batch, by=by, items=articles))
    if not fates:
        return False
    for action, act in (
        (Undone.REMOVED, remove_articles), (Undone.RESTORED, restore_articles), (Undone.DROPPED, drop_texts),
    ):  # fmt: skip
        if mine := [fate for fate in fates if fate.undone == action]:
            act(mine, batch=batch, by=by)
    _note(batch, fates)
    return True


def _lock_articles(batch: ImportBatch) -> list[int]:
    """Choose the next items, none of the same article, and lock their articles in order."""
    rows = _pending(batch).filter(pk__lt=batch.undo_counts.get("last", 2**62)).order_by("-pk")
    chosen: list[int] = []
    seen: set[int] = set()
    for item, article in rows.values_list("pk", "article_id")[:CHUNK]:
        if article in seen:
            break
        chosen.append(item)
        if article is not None:
            seen.add(article)
    list(Article.objects.select_for_update().filter(pk__in=seen).order_by("pk").values_list("pk"))
    return chosen


def _note(batch: ImportBatch, fates: list[Fate]) -> None:
    """Write down what became of each item, and the account so far."""
    for undone in {fate.undone for fate in fates}:
        items = [fate.item for fate in fates if fate.undone == undone]
        ImportItem.objects.filter(pk__in=items).update(undone=undone)
    counts = Counter(batch.undo_counts)
    counts.update(fate.undone for fate in fates)
    counts["public"] += sum(fate.undone == Undone.REMOVED and fate.was_public for fate in fates)
    counts["done"] += len(fates)
    batch.undo_counts = {**counts, "last": min(fate.item for fate in fates)}
    batch.heartbeat_at = timezone.now()
    batch.save(update_fields=["undo_counts", "heartbeat_at"])
