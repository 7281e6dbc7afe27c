"""Whether pages can be served from here, asked so that nothing waits longer than a moment.

The database is asked in a thread and over a connection of its own: one that does not answer would hold
whoever asks as it holds every page. Who asks meanwhile shares the answer.
"""

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from time import monotonic

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from psycopg.errors import UndefinedTable

from newsroom import probes
from newsroom.replicas import HOST_SECONDS, asking_params

LIMIT, PRIMARY_LIMIT = 2.0, 1.5
# Pages are served and marked as stale; nothing can be saved.
REPLICA_ONLY = "replica only"
# A question without an answer is given up, and asked anew.
_GIVEN_UP, _FRESH = 10.0, 1.0
_APPLIED = "SELECT app, name FROM django_migrations"


@dataclass(frozen=True, slots=True)
class Found:
    """What the database told; nothing of it where it did not answer.

    `is_replica` where only one of the replicas did, from which pages are served and nothing is saved.
    """

    answers: bool = False
    is_migrated: bool = False
    workers: int = 0
    is_replica: bool = False


@dataclass(slots=True)
class Question:
    began: float = field(default_factory=monotonic)
    ended: float | None = None
    found: Found = field(default_factory=Found)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def counts(self) -> bool:
        """Say whether who asks now may wait for it, or take its answer."""
        since = self.began if self.ended is None else self.ended
        return monotonic() - since < (_GIVEN_UP if self.ended is None else _FRESH)

    def ask(self) -> None:
        try:
            self.found = ask_some_database()
        finally:
            self.ended = monotonic()
            self.done.set()

    def wait(self) -> Found:
        """Return the answer, or none where it has taken too long already."""
        self.done.wait(max(self.began + LIMIT + further_hosts() - monotonic(), 0))
        return self.found


_lock = threading.Lock()
_last: list[Question] = []


def question() -> Question:
    """Begin to ask, or join who is at it."""
    with _lock:
        if not _last or not _last[0].counts:
            _last[:] = [Question()]
            threading.Thread(target=_last[0].ask, daemon=True).start()
        return _last[0]


def forget() -> None:
    """Forget the last answer; tests start so."""
    with _lock:
        _last.clear()


def ask_some_database() -> Found:
    """Ask the primary and, meanwhile, the replicas, one of which speaks where it does not in time."""
    if len(settings.DATABASES) == 1:
        return _try(DEFAULT_DB_ALIAS)
    asked = {alias: _begin(alias) for alias in settings.DATABASES}
    primary = _told(asked.pop(DEFAULT_DB_ALIAS), PRIMARY_LIMIT + further_hosts())
    if primary.answers:
        return primary
    told = (_told(future, 0.1) for future in asked.values())
    return next((replace(one, workers=0, is_replica=True) for one in told if one.answers), primary)


def further_hosts() -> float:
    """Return the seconds for hosts of the address beyond the first: libpq gives each its own."""
    return HOST_SECONDS * str(settings.DATABASES[DEFAULT_DB_ALIAS]["HOST"]).count(",")


def _begin(alias: str) -> "Future[Found]":
    future: Future[Found] = Future()
    threading.Thread(target=lambda: future.set_result(_try(alias)), daemon=True).start()
    return future


def _told(future: "Future[Found]", seconds: float) -> Found:
    try:
        return future.result(seconds)
    except TimeoutError:
        return Found()


def _try(alias: str) -> Found:
    try:
        return ask_database(alias)
    except psycopg.Error:
        return Found()


def ask_database(alias: str = DEFAULT_DB_ALIAS) -> Found:
    """Ask over a connection that opens and ends here."""
    with psycopg.connect(**asking_params(alias), autocommit=True) as asked:
        try:
            # A pooler gives the server's connection to others afterwards: the limit must end with this.
            with asked.transaction():
                asked.execute("SET LOCAL statement_timeout = 2000")
                applied = set(asked.execute(_APPLIED).fetchall())
                workers = asked.execute(probes.WORKERS, [probes.WORKER_SILENCE]).fetchone()
        except UndefinedTable:
            return Found(answers=True)
        return Found(True, probes.wanted_migrations() <= applied, workers[0] if workers else 0)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each part and how it is, in the order of its weight; what is needed for pages comes first."""

    parts: dict[str, str]

    @property
    def can_serve(self) -> bool:
        return self.parts["database"] in ("ok", REPLICA_ONLY) and self.parts["migrations"] == "ok"

    @property
    def word(self) -> str:
        if not self.can_serve:
            return "unavailable"
        return "ok" if all(state in ("ok", "none") for state in self.parts.values()) else "degraded"


def readiness() -> Readiness:
    asked = question()
    cache, is_writable = probes.cache_answers(), probes.is_media_writable()
    found = asked.wait()
    silent = "unknown" if found.is_replica or not found.answers else "silent"
    return Readiness({
        "database": REPLICA_ONLY if found.is_replica else "ok" if found.answers else "no answer",
        "migrations": "ok" if found.is_migrated else "missing" if found.answers else "unknown",
        "cache": {None: "none", True: "ok", False: "no answer"}[cache],
        "media": "ok" if is_writable else "not writable",
        "worker": "ok" if found.workers else silent,
    })  # fmt: skip
