"""Copies of what was taken from readers: no default of ours puts them before readers again.

A record's own state wins, as everywhere, but in a feed: no sender publishes here by itself.
"""

from collections.abc import Mapping, Sequence

from articles.importers.deciding import Written
from articles.models import Article, ImportBatch, Status
from articles.similarity.groups import Plan
from articles.similarity.withdrawn import grouped_with_withdrawn, of_withdrawn


def hold_new(written: Sequence[Written], plan: Plan, batch: ImportBatch) -> int:
    """Keep new copies of what was withdrawn in review, and count those copies."""
    copies = of_withdrawn(plan)
    mine = [w for w in written if w.key in copies and w.target != Status.WITHDRAWN]
    for w in mine:
        if _goes_out_by_default(w, batch):
            w.target = Status.IN_REVIEW
            plan.behind.discard(w.key)
    return len(mine)


def hold_updated(
    written: Sequence[Written], before: Mapping[Article, str], batch: ImportBatch
) -> list[Written]:
    """Name those that wait in review instead, now that their texts have found their stories.

    What readers had `before`, by its status, goes on.
    """
    going = {
        w.article.pk: w for w in written
        if w.article and before[w.article] != Status.PUBLISHED and _goes_out_by_default(w, batch)
    }  # fmt: skip
    held = [going[key] for key in grouped_with_withdrawn(going.keys())]
    for w in held:
        w.target = Status.IN_REVIEW
    return held


def _goes_out_by_default(w: Written, batch: ImportBatch) -> bool:
    return w.target == Status.PUBLISHED and (not w.prepared.status or "feed" in batch.options)
