"""Rows that are found by the slug of an address."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from newsroom import clock
from newsroom.compiled import MOMENT, Compiled, moment

_SLUG = "⟦slug⟧"


def get_named_or_404(queryset, slug):
    """Return (row, whether the slug is an old one or an alias's)."""
    row, is_old = queryset.by_slug(slug)
    if row is None:
        raise Http404
    return row, is_old


class Named:
    """Rows of one kind by slug, by a statement that is built once; `rows(now)` builds the queryset.

    `is_timed` says that the queryset asks what the public may read now.
    """

    def __init__(self, rows: Callable[[datetime], QuerySet[Any]], *, is_timed: bool = False) -> None:
        self._rows, self._is_timed = rows, is_timed
        self._by_slug = Compiled(
            lambda slug, now=MOMENT, **_derived: rows(now).filter(slug=slug),
            slug=_SLUG,
            **(moment(MOMENT) if is_timed else {}),
        )

    def get_or_404(self, slug: str) -> tuple[Any, bool]:
        """Do as `get_named_or_404` does."""
        row = self._by_slug.first(slug=slug, **(moment() if self._is_timed else {}))
        return (row, False) if row else get_named_or_404(self._rows(clock.now()), slug)
