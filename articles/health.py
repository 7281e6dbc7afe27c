"""How imports, feeds and planned updates fare, each in one bounded statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone

from articles.models import Feed, PlannedUpdate
from articles.models.batches import SILENCE

# Imports of so long, among so many of the last runs; delays among so many of the last acts.
LATELY = timedelta(hours=1)
_LAST_BATCHES, _LAST_ACTS = 500, 5000
_IMPORTS = """
SELECT count(*) FILTER (WHERE state = 'running' AND coalesce(heartbeat_at, started_at) > %(alive)s),
    coalesce(sum((counts->>'created')::bigint), 0)::bigint,
    coalesce(sum((counts->>'updated')::bigint), 0)::bigint,
    coalesce(sum((counts->>'rejected')::bigint), 0)::bigint
FROM (SELECT * FROM articles_importbatch ORDER BY id DESC LIMIT %(most)s) AS batch
WHERE coalesce(finished_at, heartbeat_at, started_at) > %(since)s
"""
_DELAYS = """
SELECT article_id, article_label, moment, at
FROM (SELECT * FROM articles_auditentry ORDER BY id DESC LIMIT %s) AS act
WHERE action = 'update' AND moment IS NOT NULL ORDER BY id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Imports:
    """Runs under way, and what became of the records of runs that were at work lately."""

    running: int
    created: int
    updated: int
    rejected: int


def imports_lately() -> Imports:
    now = timezone.now()
    given = {"most": _LAST_BATCHES, "since": now - LATELY, "alive": now - SILENCE}
    return Imports(*_rows(_IMPORTS, given)[0])


@dataclass(frozen=True, slots=True)
class Feeds:
    """Feeds that are read, those of them that fail, and those whose time came long ago."""

    active: int
    failing: int
    late: int


def feeds() -> Feeds:
    active = Q(is_active=True)
    return Feeds(**Feed.objects.aggregate(
        active=Count("pk", filter=active),
        failing=Count("pk", filter=active & Q(failures__gt=0)),
        late=Count("pk", filter=active & Q(next_fetch_at__lt=timezone.now() - LATELY)),
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delay:
    """A planned update that readers have, and how late it came."""

    article_id: int | None
    headline: str
    planned: datetime
    at: datetime

    @property
    def seconds(self) -> float:
        return max((self.at - self.planned).total_seconds(), 0)


def last_delays(*, most: int = 5) -> list[Delay]:
    return [Delay(*row) for row in _rows(_DELAYS, [_LAST_ACTS, most])]


def overdue() -> float:
    """Return for how many seconds readers have waited for a planned update, 0 where none is late."""
    first = PlannedUpdate.objects.aggregate(at=Min("at"))["at"]
    return max((timezone.now() - first).total_seconds(), 0) if first else 0.0


def _rows(sql: str, given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()
