"""Take turns at what no two may do at a time: a batch of an import or of its undo, a word on a story."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import wraps
from typing import ParamSpec, TypeVar

import psycopg
from django.db import OperationalError, connection, transaction

_LOCK, _STORY = 0x6E657773, 0x73746F72
_TRIES = 5
_Given, _Made = ParamSpec("_Given"), TypeVar("_Made")


def take_turn() -> None:
    """Wait until no other has a turn, and keep it to the end of the transaction, of which it comes first.

    So two imports can neither deadlock nor make doubles, and what an editor says of a group is not
    overwritten by a batch that read the groups before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def take_turn_in_story(article: int) -> None:
    """Wait until no other moves a copy of an article's story; the turn ends with the transaction.

    It comes before the article is held: a move chooses anew who stands for the story, which writes to the
    others, so two that held their own first would wait in a ring. It holds no row of theirs. Imports and
    jobs take no such turn, and stories that are joined meanwhile have another: for what is left of rings
    there is `again_after_deadlock`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, (group_id %% 2147483648)::int)"
            " FROM articles_copymember WHERE article_id = %s",
            [_STORY, article],
        )


@contextmanager
def alone(kind: int, number: int) -> Iterator[bool]:
    """Hold a lock, if it is free, and tell: it goes with the process, however that ends.

    It is of a transaction on a connection of its own, for a pooler may share a session's among processes; no
    other transaction is open meanwhile.
    """
    with connection.wrap_database_errors:  # as Django's, which jobs wait out
        opened = psycopg.connect(**connection.get_connection_params())
    with closing(opened) as own:
        with connection.wrap_database_errors:
            own.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            key = [kind, number % 2**31]
            is_mine: bool = own.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", key).fetchone()[0]
        try:
            yield is_mine
        finally:
            # At once, for the next may come: the server sees only later that a connection was closed.
            with suppress(psycopg.Error):
                own.rollback()


def again_after_deadlock(act: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Do an act in a transaction of its own, and again where the database chose it to break a deadlock.

    For what cannot wait for its turn, which an import on trial keeps as long as it runs: a move holds its
    article when it chooses who stands for the story, and so may an import that changes another of it.
    """

    @wraps(act)
    def act_again(*args: _Given.args, **kwargs: _Given.kwargs) -> _Made:
        left = _TRIES
        while True:
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except OperationalError as error:
                left -= 1
                is_deadlock = isinstance(error.__cause__, psycopg.errors.DeadlockDetected)
                if not (left and is_deadlock) or connection.in_atomic_block:
                    raise

    return act_again
