"""Bound the wait for a database server that hangs.

It still acknowledges what it is sent, so no limit of the network ends the wait, and `statement_timeout` is
the server's own. Here a thread cuts the connection, and whoever waits is told that it was lost.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

_LOOK_SECONDS = 0.2
# No page takes as long; what does is work for a job.
REQUEST_SECONDS = 100
# What a request that has lasted so long may wait for one answer.
ANSWER_SECONDS = 5


@dataclass(slots=True, eq=False)
class Wait:
    """What somebody waits for: which connection it is now, until when, and whether that was cut."""

    connection: Callable[[], psycopg.Connection | None]
    end: float
    is_cut: bool = False

    def cut(self) -> None:
        """End what is connected; opening a connection has a limit of its own, and then it is cut again."""
        connection = self.connection()
        if connection is None:
            return
        with suppress(OSError, psycopg.Error):  # closed by now
            # A handle of its own: numbers of files are given again.
            with socket.socket(fileno=os.dup(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)
            self.is_cut = True


@dataclass(slots=True)
class Patience:
    """The waits that this process bounds"""

    _waits: set[Wait] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    # Threads do not survive a fork.
    _process: int | None = None

    @contextmanager
    def within(self, seconds: float, connection: Callable[[], psycopg.Connection | None]) -> Iterator[Wait]:
        """Cut a connection, and each that comes after it, if the block takes longer.

        Whoever waits in the block then gets `OperationalError`.
        """
        wait = Wait(connection, time.monotonic() + seconds)
        self._begin(wait)
        try:
            yield wait
        finally:
            with self._lock:
                self._waits.discard(wait)

    def _begin(self, wait: Wait) -> None:
        with self._lock:
            if self._process != os.getpid():
                self._waits, self._process = set(), os.getpid()
                threading.Thread(target=self._look, daemon=True).start()
            self._waits.add(wait)

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            with self._lock:
                for wait in self._waits:
                    if wait.end < time.monotonic():
                        wait.cut()


patience = Patience()


@dataclass(slots=True)
class Asked:
    """A connection while it waits long for an answer, else None: who uploads for minutes asks nothing."""

    connection: Callable[[], psycopg.Connection | None]
    _since: float | None = None

    def __call__(self) -> psycopg.Connection | None:
        connection, now = self.connection(), time.monotonic()
        if connection is None or connection.info.transaction_status != TransactionStatus.ACTIVE:
            self._since = None
            return None
        self._since = self._since or now
        return connection if now - self._since >= ANSWER_SECONDS else None


def patience_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """End a request whose database hangs: threads of a web server are few, and each that waits is lost."""

    def respond(request: HttpRequest) -> HttpResponse:
        own = connections[DEFAULT_DB_ALIAS]
        with patience.within(REQUEST_SECONDS, Asked(lambda: own.connection)):
            return get_response(request)

    return respond
