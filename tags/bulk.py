"""Writes of many keywords at once."""

from collections.abc import Iterable
from typing import Any

from newsroom.arabic import ANALYSER_VERSION
from tags.models import Keyword, KeywordAlias

CHUNK = 2000
MOST = 50_000


def take_stale_stems() -> int:
    """Bring the stems of old rows to this analyser, so many at most; return how many there were."""
    return sum(_take_stems(model) for model in (Keyword, KeywordAlias))


def _take_stems(model: Any) -> int:
    done = 0
    while done < MOST and (rows := list(_stale(model))):
        for row in rows:
            row.take_stems()
        model.objects.bulk_update(rows, ["stems", "analyser_version"])
        done += len(rows)
    return done


def _stale(model: Any) -> Iterable[Any]:
    stale = model.objects.filter(analyser_version__lt=ANALYSER_VERSION)
    return stale.order_by("analyser_version").only("name")[:CHUNK]
