"""Locks after many wrong passwords: until when they hold, and who may open them before."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.utils import timezone

RESTS = timedelta(hours=settings.AXES_COOLOFF_TIME)


def until(username: str, address: str | None = None) -> datetime | None:
    """Return when a name may sign in again (from an address, or from all); None where it may now."""
    tries = AccessAttempt.objects.filter(username=username, attempt_time__gt=timezone.now() - RESTS)
    if address:
        tries = tries.filter(ip_address=address)
    locked = tries.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).order_by("-attempt_time")
    last = locked.values_list("attempt_time", flat=True).first()
    return last + RESTS if last else None


def open_again(username: str) -> None:
    reset(username=username)
