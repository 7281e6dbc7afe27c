"""Take turns at what no two may do at a time: a batch of an import or of its undo, a word on a story."""

from django.db import connection

_LOCK = 0x6E657773


def take_turn() -> None:
    """Wait until no other has a turn, and keep it to the end of the transaction, of which it comes first.

    So two imports can neither deadlock nor make doubles, and what an editor says of a group is not
    overwritten by a batch that read the groups before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
