"""Write down how a read of a feed went, and when the next one is."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.fetching import Answer, FetchError
from articles.models import Feed
from articles.polling.requesting import BadStatus, Gone

DAY = timedelta(days=1)
# Permanent redirects in a row before the address is changed: one may be a mistake of an hour.
CONFIRMATIONS = 3
# How much the newest gap between new articles weighs against those before.
WEIGHT = 0.3


def record_success(feed: Feed, answer: Answer, **changes: Any) -> None:
    now = timezone.now()
    _keep(
        feed,
        last_fetch_at=now, last_success_at=now, last_status=answer.status, last_error="", failures=0,
        next_fetch_at=now + _jittered(timedelta(minutes=feed.interval), 0.05),
        asked_at=None, reads=feed.reads + 1, **_moved(feed, answer), **changes,
    )  # fmt: skip


def record_failure(feed: Feed, error: Exception) -> None:
    """Wait longer after each failure, a day at most, and as long as the server asks, a week at most."""
    now, failures = timezone.now(), feed.failures + 1
    wait = _jittered(back_off(feed.interval, failures), 0.1)
    if isinstance(error, BadStatus) and error.retry_after is not None:
        wait = max(wait, timedelta(seconds=error.retry_after))
    changes: dict[str, Any] = {}
    text = str(error)
    if isinstance(error, Gone):
        changes["is_active"] = False
        text = _("The feed is gone for good (410), so it is fetched no more: %(url)s") % {"url": feed.url}
    elif not isinstance(error, FetchError):
        text = _("Reading broke off by a fault of ours: %(error)s") % {"error": text[:300]}
    _keep(
        feed,
        last_fetch_at=now, last_status=getattr(error, "status", None), last_error=text, failures=failures,
        next_fetch_at=now + wait, asked_at=None, reads=feed.reads + 1, **changes,
    )  # fmt: skip


def back_off(interval: int, failures: int) -> timedelta:
    """Double the wait at each failure: every 30 minutes → after 30, 60, 120 … minutes, a day at most."""
    return min(timedelta(minutes=interval) * 2 ** min(failures - 1, 12), DAY)


def new_gap(feed: Feed, created: int, now: datetime) -> dict[str, Any]:
    """Keep the usual time between new articles; the first read brings what is old."""
    if not created:
        return {}
    gap = feed.usual_gap
    if feed.last_new_at:
        newest = (now - feed.last_new_at) / created
        gap = newest if gap is None else gap * (1 - WEIGHT) + newest * WEIGHT
    return {"last_new_at": now, "usual_gap": gap}


def _jittered(wait: timedelta, share: float) -> timedelta:
    """Spread the reads, so that a hundred feeds of one hour do not stay together."""
    return wait * random.uniform(1 - share, 1 + share)  # noqa: S311 — no secret


def _moved(feed: Feed, answer: Answer) -> dict[str, Any]:
    """Count the reads that a permanent redirect led; after some the new address is the feed's."""
    if not answer.permanent or len(answer.permanent) > 2000:
        return {"moved_to": "", "moved_seen": 0}
    seen = feed.moved_seen + 1 if answer.permanent == feed.moved_to else 1
    is_free = not Feed.objects.filter(url=answer.permanent).exists()
    if seen >= CONFIRMATIONS and is_free:
        return {"url": answer.permanent, "moved_to": "", "moved_seen": 0}
    return {"moved_to": answer.permanent, "moved_seen": min(seen, CONFIRMATIONS)}


def _keep(feed: Feed, **changes: Any) -> None:
    """Write these columns alone: a person may be changing the others."""
    Feed.objects.filter(pk=feed.pk).update(**changes)
    for name, value in changes.items():
        setattr(feed, name, value)
