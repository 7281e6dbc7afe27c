from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The first key of our advisory locks on feeds; the second is the feed's own.
FEED_LOCK = 0x66656564


@contextmanager
def feed_lock(feed_id: int) -> Iterator[bool]:
    """Say whether nobody else reads the feed now, and keep others from it meanwhile.

    The lock is the session's: no transaction is open while we wait for a server, and a worker that is
    killed loses it at once.
    """
    key = [FEED_LOCK, feed_id % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
