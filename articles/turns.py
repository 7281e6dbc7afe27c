"""Take turns at what no two may do at a time: a batch of an import or of its undo, a word on a story."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from django.db import connection

_LOCK = 0x6E657773


def take_turn() -> None:
    """Wait until no other has a turn, and keep it to the end of the transaction, of which it comes first.

    So two imports can neither deadlock nor make doubles, and what an editor says of a group is not
    overwritten by a batch that read the groups before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


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
        yield is_mine
