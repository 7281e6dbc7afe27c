"""Who was alone at something lets the next at it."""

import pytest
from django.db import connection

from articles.turns import alone

pytestmark = pytest.mark.django_db
KIND, NUMBER = 7, 7


def test_who_comes_at_once_after_another_is_alone_too():
    """The lock went with the connection, of whose end the server hears a moment later."""
    told = []
    for _turn in range(200):
        with alone(KIND, NUMBER) as is_mine:
            told.append(is_mine)
    assert all(told)


def test_nobody_else_is_alone_meanwhile():
    with alone(KIND, NUMBER) as first, alone(KIND, NUMBER) as second, alone(KIND, NUMBER + 1) as other:
        assert (first, second, other) == (True, False, True)


def test_the_lock_goes_with_what_failed_and_with_a_connection_that_broke():
    with pytest.raises(ValueError, match="mine"), alone(KIND, NUMBER):
        raise ValueError("mine")
    with alone(KIND, NUMBER) as is_mine, connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s"
            " AND pid <> pg_backend_pid()",
            [NUMBER],
        )
        assert is_mine
    with alone(KIND, NUMBER) as is_mine:
        assert is_mine
