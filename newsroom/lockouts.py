"""Locks after many wrong passwords: until when they hold, and who may open them before."""

from collections import defaultdict
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.utils import timezone

RESTS = timedelta(hours=settings.AXES_COOLOFF_TIME)
COLUMNS = ("ip_address", "attempt_time", "failures_since_start")


def until(username: str, address: str | None = None) -> datetime | None:
    """Return when a name may sign in again (from an address, or from all); None where it may now."""
    tries = AccessAttempt.objects.filter(username=username, attempt_time__gt=timezone.now() - RESTS)
    if address:
        tries = tries.filter(ip_address=address)
    by_address = defaultdict(list)
    for found, moment, failures in tries.order_by("attempt_time").values_list(*COLUMNS):
        by_address[found].append((moment, failures))
    return max(filter(None, map(_ends, by_address.values())), default=None)


def _ends(tries: list[tuple[datetime, int]]) -> datetime | None:
    """Each browser has a count of its own: the lock ends when the rest of them are too few."""
    left, ends = sum(failures for _moment, failures in tries), None
    for moment, failures in tries:
        if left < settings.AXES_FAILURE_LIMIT:
            break
        left, ends = left - failures, moment + RESTS
    return ends


def open_again(username: str) -> None:
    reset(username=username)
