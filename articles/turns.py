"""Take turns at what no two may do at a time: a batch of an import or of its undo, a word on a story."""

from collections.abc import Iterator
from contextlib import contextmanager

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
    """Hold a lock of this session, if it is free, and tell: it goes with the process, however that ends."""
    key = [kind, number % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
