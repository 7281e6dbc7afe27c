"""What was done to a front page, as a story; what its reader may not see has no title there."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from articles.admin.story import tell
from articles.fronts import Entry, changes, entries_of
from articles.models import Arrangement, Article, Section, Slot
from articles.permissions import viewable

STORY = 15


class Titles(dict[int, str]):
    """The titles of articles; what a person may not see has none."""

    def __missing__(self, key: int) -> str:
        return _("an article that you may not see")


def titles_for(user: Any, entries: Iterable[Entry]) -> Titles:
    articles = viewable(user, Article.objects.filter(pk__in={entry.article for entry in entries}))
    return Titles({one.pk: str(one) for one in articles.only("headline", "working_title", "external_id")})


def listed(entries: Iterable[Entry], titles: Titles) -> list[tuple[Slot, list[tuple[Entry, str]]]]:
    """Sort entries by their slots, with their titles."""
    entries = list(entries)
    return [
        (slot, [(entry, titles[entry.article]) for entry in entries if entry.slot == slot]) for slot in Slot
    ]


def story_of(user: Any, section: Section | None) -> list[dict[str, Any]]:
    """Tell the last arrangements of a front page, the newest first, in three queries."""
    rows = Arrangement.objects.of_front(section).select_related("entry__by").prefetch_related("placements")
    rows = list(rows.filter(entry__isnull=False).order_by("-pk")[: STORY + 1])[::-1]
    titles = titles_for(user, (entry for row in rows for entry in entries_of(row)))
    lines = []
    for line, row, before in zip(tell([row.entry for row in rows]), rows, _before(rows), strict=True):
        told = changes(entries_of(before), entries_of(row), titles.__getitem__)
        lines.append(line | {"arrangement": row, "changes": told})
    return lines[::-1][:STORY]


def _before(rows: list[Arrangement]) -> Iterable[Arrangement | None]:
    """Say which version each was made over, as far as these go back."""
    newest = None
    for row in rows:
        yield newest
        newest = row if row.number is not None else newest
