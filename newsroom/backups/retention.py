"""Which copies stay: the newest of each of the last days, weeks and months that have one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from newsroom.backups.copies import Copy, CopyStore
from newsroom.backups.media import sweep_blobs

PERIODS: dict[str, Callable[[datetime], Any]] = {
    "days": lambda at: at.date(),
    "weeks": lambda at: at.isocalendar()[:2],
    "months": lambda at: (at.year, at.month),
}


def to_keep(copies: Sequence[Copy], rule: Mapping[str, int]) -> set[str]:
    """Name the copies that stay, of a list whose newest is first.

    One that failed its test fills no place. The newest of all stays, and the newest that passed a test,
    however old it is.
    """
    sound = [copy for copy in copies if not copy.is_bad]
    proved = [copy for copy in copies if copy.is_good]
    kept = {copy.name for copy in (*copies[:1], *proved[:1])}
    for period, number in rule.items():
        kept |= _newest_of_each(sound, PERIODS[period], number)
    return kept


def _newest_of_each(copies: Sequence[Copy], period: Callable[[datetime], Any], number: int) -> set[str]:
    found: dict[Any, str] = {}
    for copy in copies:
        found.setdefault(period(timezone.localtime(copy.at)), copy.name)
    return set(list(found.values())[:number])


def prune(store: CopyStore) -> list[str]:
    """Delete the copies that the rule lets go, and the media of theirs alone."""
    copies = store.copies()
    kept = to_keep(copies, settings.BACKUP_KEEP)
    gone = [copy for copy in copies if copy.name not in kept]
    for copy in gone:
        store.remove(copy)
    if gone:
        sweep_blobs(store)
    return [copy.name for copy in gone]
