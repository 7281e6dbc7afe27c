"""Follow the versions of surrogate keys: how often what has a key was changed.

A version is what folds have counted into `PageVersion` and what stands in the log since. Both are read in one
statement, so a change that commits late, under a lower number than others, still makes the sum another.
"""

import json
import logging
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from procrastinate.exceptions import ConnectorException

from articles.caching.keys import DATABASE
from articles.caching.purging import enqueue_purge
from articles.calendars import Calendar
from newsroom import clock, replicas
from newsroom.replicas import IDENTITY, POSITION
from newsroom.seeing.meters import kept_pages

logger = logging.getLogger(__name__)

# A process that did not ask for so long forgets what it knew, rather than catch up.
_IDLE_SECONDS = 60
_MOST_KNOWN = 300_000
# The log is read whole each time, so it is counted before it grows long, by whoever finds it so.
LONG_LOG = 2000
_LOCK = 0x70616765
_NEVER = 2**62

_STATE = f"""
SELECT
    (SELECT coalesce(max(epoch), 0) FROM articles_pageversion),
    (SELECT jsonb_object_agg(key, number) FROM articles_pageversion WHERE epoch > %(epoch)s),
    (SELECT jsonb_object_agg(key, uses) FROM (
        SELECT key, count(*) AS uses FROM articles_pagebump GROUP BY key) AS log),
    {IDENTITY},
    {POSITION},
    least(
        (SELECT min(published_at) FROM articles_article
         WHERE status = 'published' AND published_at > %(now)s),
        (SELECT min(embargo_until) FROM articles_article WHERE embargo_until > %(now)s),
        (SELECT min(breaking_until) FROM articles_article WHERE breaking_until > %(now)s),
        (SELECT min(from_at) FROM articles_placement WHERE from_at > %(now)s),
        (SELECT min(until_at) FROM articles_placement WHERE until_at > %(now)s)
    ),
    (SELECT jsonb_build_object('digits', page_digits, 'months', page_months, 'hijri', page_hijri)
     FROM articles_housestyle ORDER BY id LIMIT 1)
"""  # noqa: S608 — our own text
_NUMBERS = """
SELECT (SELECT coalesce(max(epoch), 0) FROM articles_pageversion),
    (SELECT jsonb_object_agg(key, number) FROM articles_pageversion WHERE key = ANY(%s))
"""
# With the log, at one look, the withdrawals that it counts of which the shared cache has not said yet that it
# dropped the page: one that is committed later has its own changes in the next fold.
_WAITING = """
SELECT w.id FROM articles_auditentry w
WHERE w.article_id = substring(folded.key FROM '^article-([0-9]+)$')::bigint
  AND w.takedown IS NOT NULL AND w.action = 'withdraw' AND NOT EXISTS (
    SELECT FROM articles_auditentry told
    WHERE told.takedown = w.takedown AND told.article_id = w.article_id AND told.action = 'purge')
ORDER BY w.id
"""
_FOLD = f"""
WITH told AS (DELETE FROM articles_pagebump RETURNING key), folded AS (
    INSERT INTO articles_pageversion AS kept (key, number, epoch)
    SELECT key, count(*), (SELECT coalesce(max(epoch), 0) + 1 FROM articles_pageversion)
    FROM told GROUP BY key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET number = kept.number + excluded.number, epoch = excluded.epoch
    RETURNING key
)
SELECT key, CASE WHEN %s THEN ARRAY({_WAITING}) END FROM folded
"""  # noqa: S608 — our own text


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What a process last read: the last fold, the log since, when pages change by the clock, and the
    calendar of the house, whose changes the log counts.

    Whoever has replayed the database's log up to `floor` shows all that these count. They are stale where a
    replica told them.
    """

    epoch: int
    log: dict[str, int]
    until: float
    calendar: Calendar
    floor: int = 0
    is_stale: bool = False

    @property
    def identity(self) -> int:
        return self.log[DATABASE]


@dataclass(slots=True)
class Versions:
    """The versions that this process knows; reads them again when they are half a second old."""

    _known: dict[str, int] = field(default_factory=dict)
    _state: State | None = None
    _read_at: float = float("-inf")
    # Where the state was read; and the last floor of the primary, with the database that it was of.
    _alias: str = DEFAULT_DB_ALIAS
    _floor: int = 0
    _identity: int | None = None
    _reading: threading.Lock = field(default_factory=threading.Lock)
    _page: ContextVar[State | None] = field(default_factory=lambda: ContextVar("state", default=None))

    @contextmanager
    def making(self, state: State | None = None) -> Iterator[None]:
        """Let what asks in this block know under which versions the page is made.

        Where none are given they are those of the page around this block, else those of the first question:
        a page that asks for none needs no database.
        """
        token = self._page.set(state or self._page.get() or cast(State, SimpleLazyObject(self.state)))
        try:
            yield
        finally:
            self._page.reset(token)

    def of_page(self) -> State:
        """Return the versions of the page that is being made, else the present ones."""
        return self._page.get() or self.state()

    @property
    def is_stale(self) -> bool:
        """Say whether a replica told the versions, because the primary is gone."""
        return self._alias != DEFAULT_DB_ALIAS

    def state(self) -> State:
        with self._reading:
            state, age = self._state, time.monotonic() - self._read_at
            if state is None or age >= settings.PAGE_VERSIONS_SECONDS or clock.timestamp() >= state.until:
                state = self._read(None if age > _IDLE_SECONDS else state)
            return state

    def of(self, keys: Collection[str], state: State) -> dict[str, int] | None:
        """Return the versions of keys as they were at `state`; None where a fold has come between."""
        unknown = [key for key in keys if key not in self._known]
        if unknown and not self._learn(unknown, state):
            return None
        with self._reading:
            if self._state is None or self._state.epoch != state.epoch:
                return None
            known = self._known
            if any(key not in known for key in keys):
                return None
            return {key: known[key] + state.log.get(key, 0) for key in keys}

    def forget(self) -> None:
        with self._reading:
            self._known, self._state, self._read_at = {}, None, float("-inf")

    def _read(self, last: State | None) -> State:
        kept_pages.write()  # whoever serves kept pages comes here twice a second
        now, began = clock.now(), time.monotonic()
        given = {"now": now, "epoch": last.epoch if last else _NEVER}
        row, self._alias = replicas.ask(lambda alias: _row(alias, _STATE, given), self._floor, self._identity)
        epoch, folded, uses, database, position, moment, house = row
        if last is None or len(self._known) > _MOST_KNOWN:
            self._known = {}
        self._known |= {key: number for key, number in _loaded(folded).items() if key in self._known}
        told = _loaded(uses)
        calendar = Calendar.of(_loaded(house))
        state = State(
            epoch, told | {DATABASE: database}, _until(now, moment), calendar, position, self.is_stale
        )
        if last and _parts(last) == _parts(state):
            state = last  # so that who compared with it need not again
        elif not state.is_stale:
            self._floor, self._identity = position, database
        self._state, self._read_at = state, began
        if sum(told.values()) > LONG_LOG and not replicas.replicas():
            _fold_early()
        return state

    def _learn(self, unknown: list[str], state: State) -> bool:
        epoch, numbers = _row(self._alias, _NUMBERS, [unknown])
        with self._reading:
            if epoch != state.epoch or self._state is None or self._state.epoch != epoch:
                self._read_at = float("-inf")
                return False
            self._known |= dict.fromkeys(unknown, 0) | _loaded(numbers)
        return True


def _row(alias: str, statement: str, given: Any) -> Any:
    with replicas.bounded(alias), connections[alias].cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()


def _loaded(data: str | dict[str, Any] | None) -> dict[str, Any]:
    return json.loads(data) if isinstance(data, str) else data or {}


def _parts(state: State) -> tuple[Any, ...]:
    return state.epoch, state.log, state.until, state.calendar, state.is_stale


def _until(now: datetime, moment: datetime | None) -> float:
    """Say when pages change though nobody writes: what was awaited comes, or a day with its rights ends."""
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, datetime.min.time()))
    return min(midnight, moment or midnight).timestamp()


def _fold_early() -> None:
    """Fold on the way of a reader, who needs nothing of it: a job does so each minute.

    Not where replicas are: a primary whose disk stands still answers what is read, and would hold the writer.
    """
    try:
        fold()
    except (Error, ConnectorException) as error:
        logger.warning("The log of page changes could not be folded: %s", error)


@transaction.atomic
def fold() -> list[str]:
    """Count the log into the versions, have its keys purged, and return them; one does so at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(_FOLD, [bool(settings.CDN_PURGE_URL)])
        found = dict(cursor.fetchall())
    enqueue_purge([*found], {key: waiting for key, waiting in found.items() if waiting})
    return [*found]


versions = Versions()
