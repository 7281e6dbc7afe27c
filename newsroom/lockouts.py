"""Locks after many wrong passwords: until when they hold, and who may open them before."""

from collections import defaultdict
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessLog
from axes.utils import reset
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone

from newsroom.models import DeskSession

RESTS = timedelta(hours=settings.AXES_COOLOFF_TIME)
# From all addresses together, or of one address against all names: beyond what a house mistypes.
WIDE_LIMIT = 60
# How long wrong passwords are kept at most (`axes` drops them at the next sign-in of anybody), and sign-ins,
# by which new devices are known.
FAILURES_LAST, SIGN_INS_LAST = timedelta(days=30), timedelta(days=180)
COLUMNS = ("ip_address", "attempt_time", "failures_since_start")


@receiver(pre_save, sender=AccessAttempt)
def keep_nothing_typed(sender, instance, **_given) -> None:
    """What was sent with a wrong password may be the right one of tomorrow; `axes` would keep all of it."""
    instance.get_data = instance.post_data = ""


def until(username: str, address: str | None = None) -> datetime | None:
    """Return when a name may sign in again (from an address, or from all); None where it may now."""
    tries = AccessAttempt.objects.filter(username=username, attempt_time__gt=timezone.now() - RESTS)
    if address:
        tries = tries.filter(ip_address=address)
    by_address, together = defaultdict(list), []
    for found, moment, failures in tries.order_by("attempt_time").values_list(*COLUMNS):
        by_address[found].append((moment, failures))
        together.append((moment, failures))
    ends = [_ends(together, WIDE_LIMIT), *map(_ends, by_address.values())]
    return max(filter(None, ends), default=None)


def is_flooded(username: str, address: str) -> bool:
    """Say whether a name is tried from everywhere, or everybody from one address.

    Where the person is signed in or was lately, the door stays open: strangers do not lock them out.
    """
    tries = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - RESTS)
    if _failures(tries.filter(ip_address=address or None)) >= WIDE_LIMIT:
        return True
    if _failures(tries.filter(username=username)) < WIDE_LIMIT:
        return False
    return not DeskSession.objects.filter(person__username=username, address=address or None).exists()


def _failures(tries: QuerySet[AccessAttempt]) -> int:
    return tries.aggregate(sum=Sum("failures_since_start"))["sum"] or 0


def _ends(tries: list[tuple[datetime, int]], limit: int = settings.AXES_FAILURE_LIMIT) -> datetime | None:
    """Each browser has a count of its own: the lock ends when the rest of them are too few."""
    left, ends = sum(failures for _moment, failures in tries), None
    for moment, failures in tries:
        if left < limit:
            break
        left, ends = left - failures, moment + RESTS
    return ends


def open_again(username: str) -> None:
    reset(username=username)


def forget_old() -> int:
    """Drop addresses and devices of old sign-ins; returns how many rows."""
    now = timezone.now()
    failures = AccessAttempt.objects.filter(attempt_time__lt=now - FAILURES_LAST)
    sign_ins = AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS_LAST)
    return failures.delete()[0] + sign_ins.delete()[0]
