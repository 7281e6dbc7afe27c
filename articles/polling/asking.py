"""Ask for reads: those whose time has come, and those that a person wants now."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from articles.models import Feed

MOST_AT_ONCE = 100
Enqueue = Callable[[int], None]


def ask_due_feeds(enqueue: Enqueue) -> int:
    """Mark the feeds that are due and enqueue a job for each; two workers never ask for the same."""
    now = timezone.now()
    with transaction.atomic():
        due = Feed.objects.due(now).select_for_update(skip_locked=True)
        keys = list(due.values_list("pk", flat=True)[:MOST_AT_ONCE])
        Feed.objects.filter(pk__in=keys).update(asked_at=now)
    for key in keys:
        enqueue(key)
    return len(keys)


def ask_for_feed(feed: Feed, enqueue: Enqueue) -> bool:
    """Ask for a read now; return whether it was not asked for already."""
    if feed.is_waiting or not feed.is_active:
        return False
    feed.asked_at = timezone.now()
    Feed.objects.filter(pk=feed.pk).update(asked_at=feed.asked_at)
    enqueue(feed.pk)
    return True
