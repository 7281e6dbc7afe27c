"""Writes of many keywords at once."""

from collections.abc import Iterable
from typing import Any

from articles.words import refresh
from newsroom.arabic import analyser_version
from tags.models import Keyword, KeywordAlias

CHUNK = 2000
MOST = 50_000


def take_stale_stems() -> int:
    """Bring the stems of old rows to this analyser, so many at most; return how many there were."""
    refresh(now=True)
    return sum(_take_stems(model) for model in (Keyword, KeywordAlias))


def _take_stems(model: Any) -> int:
    done = 0
    while done < MOST and (rows := list(_stale(model))):
        before = {row.pk: row.stems for row in rows}
        for row in rows:
            row.take_stems()
        # A word that an editor taught moves few of them; the rest only learn that they are of this analyser.
        moved = [row for row in rows if row.stems != before[row.pk]]
        model.objects.bulk_update(moved, ["stems"])
        model.objects.filter(pk__in=list(before)).update(analyser_version=rows[0].analyser_version)
        done += len(rows)
    return done


def _stale(model: Any) -> Iterable[Any]:
    stale = model.objects.filter(analyser_version__lt=analyser_version())
    return stale.order_by("analyser_version").only("name", "stems")[:CHUNK]
