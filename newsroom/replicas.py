"""Which database servers answer, and how far each replica has replayed what the primary wrote.

A replica may be read once it has replayed up to a position of the primary's log (a floor). It is asked for
each page, for one that was restarted may be further back than it was. A server that is gone is left out, and
a thread of its own asks until it is back: no request waits for it, nor longer than `HANG_SECONDS` for one
that hangs.
"""

import itertools
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from time import sleep
from typing import TypeVar

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

from newsroom.outages import is_lost
from newsroom.patience import Wait, patience

T = TypeVar("T")
PAUSE_SECONDS, HOST_SECONDS = 1.0, 2
# What takes milliseconds, and longer where a server hangs.
HANG_SECONDS = 3
# What no other server, nor this one after another was promoted, says of itself.
IDENTITY = """
(SELECT oid::bigint # system_identifier FROM pg_database, pg_control_system()
 WHERE datname = current_database())
# ((CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
  ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END)::bigint << 32)
"""
# What was committed may be seen before it is flushed (an import does not wait), so that counts which was
# inserted. Zero is no position of any log. At a new page (of 8 kB) the primary stands behind the header that
# a replica has not come to; nothing is in between.
POSITION = """
(CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint
 ELSE (SELECT CASE WHEN mod(own, 8192) <= 40 THEN own - mod(own, 8192) ELSE own END
       FROM (SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint AS own) AS inserted) END)
"""
_HOW_FAR = f"SELECT pg_is_in_recovery(), {IDENTITY}, {POSITION}"
logger = logging.getLogger(__name__)


class NoServer(OperationalError):
    """Neither the primary answers, nor a replica that has replayed what was known of it."""


@dataclass(slots=True)
class Server:
    """A database server as this process knows it."""

    alias: str
    is_out: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def has_replayed(self, floor: int, identity: int | None) -> bool:
        """Say whether it may be read; None is the identity where the primary's was never known."""
        if self.is_out:
            return False
        own, position = self.ask()
        return position >= floor and identity in (None, own)

    def ask(self) -> tuple[int | None, int]:
        """Return of which database it is and how far; one that is no replica any more has nothing."""
        try:
            with bounded(self.alias), connections[self.alias].cursor() as cursor:
                cursor.execute(_HOW_FAR)
                is_replica, identity, position = cursor.fetchone()
        except (OperationalError, InterfaceError) as error:
            self.lose(error)
            return None, -1
        return identity, position if is_replica else -1

    def lose(self, error: Exception) -> None:
        """Leave it out until it answers again."""
        connections[self.alias].close()
        with self._lock:
            if self.is_out:
                return
            self.is_out = True
        logger.warning("The database %s does not answer and is left out: %s", self.alias, kind_of(error))
        threading.Thread(target=self._wait_for_it, daemon=True).start()

    def _wait_for_it(self) -> None:
        while not self.answers():
            sleep(PAUSE_SECONDS)
        self.is_out = False
        logger.warning("The database %s answers again.", self.alias)

    def answers(self) -> bool:
        """Ask it over a connection that ends here."""
        try:
            with (
                psycopg.connect(**asking_params(self.alias), autocommit=True) as asked,
                patience.within(HOST_SECONDS, lambda: asked),
            ):
                asked.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True


def asking_params(alias: str) -> dict[str, object]:
    """Return how to reach a server for a short question that nobody waits for long."""
    return connections[alias].get_connection_params() | {
        "connect_timeout": HOST_SECONDS, "tcp_user_timeout": 2000,
    }  # fmt: skip


def kind_of(error: Exception) -> str:
    """Name an error without what a server said: the log holds no names."""
    cause = error.__cause__ or error
    return f"{type(cause).__name__} {getattr(cause, 'sqlstate', None) or ''}".rstrip()


@cache
def servers() -> dict[str, Server]:
    """Return every server by its alias, the primary among them."""
    return {alias: Server(alias) for alias in settings.DATABASES}


def replicas() -> list[Server]:
    return [server for alias, server in servers().items() if alias != DEFAULT_DB_ALIAS]


def primary() -> Server:
    return servers()[DEFAULT_DB_ALIAS]


def bounded(alias: str, seconds: float = HANG_SECONDS) -> AbstractContextManager[Wait | None]:
    """Cut this thread's connection to a server that takes longer, where another could answer."""
    own = connections[alias]
    return patience.within(seconds, lambda: own.connection) if replicas() else nullcontext()


_turns = itertools.count()


def choose(floor: int, identity: int | None) -> str | None:
    """Name a replica that has replayed up to a floor, in turn; None where there is none."""
    found = replicas()
    first = next(_turns) % len(found) if found else 0
    in_turn = found[first:] + found[:first]
    return next((server.alias for server in in_turn if server.has_replayed(floor, identity)), None)


def furthest(floor: int, identity: int | None) -> str | None:
    """Name the replica that has replayed most, where that is up to a floor; None where there is none."""
    asked = [(server.ask(), server.alias) for server in replicas() if not server.is_out]
    fit = [(position, alias) for (own, position), alias in asked if identity in (None, own)]
    position, alias = max(fit, default=(-1, None))
    return alias if position >= max(floor, 0) else None


def ask(question: Callable[[str], T], floor: int, identity: int | None) -> tuple[T, str]:
    """Put a question to the primary or, while it is gone, to the replica that has replayed most."""
    if not primary().is_out:
        try:
            return question(DEFAULT_DB_ALIAS), DEFAULT_DB_ALIAS
        except (OperationalError, InterfaceError) as error:
            if not replicas() or not is_lost(error):
                raise
            primary().lose(error)
    alias = furthest(floor, identity)
    if alias is None:
        raise NoServer(NoServer.__doc__)
    return question(alias), alias
