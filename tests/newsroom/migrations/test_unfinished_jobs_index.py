"""A migration that broke off goes on when it is run again."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from tests.sites import environment_of

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "newsroom_jobs_unfinished"


def state():
    """Say whether the index is valid, None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [NAME])
        row = cursor.fetchone()
    return row and row[0]


def migrate(name):
    call_command("migrate", "newsroom", name, verbosity=0)


def test_an_index_whose_making_broke_off_is_made_anew():
    migrate("0013")
    assert state() is None
    holder = psycopg.connect(environment_of()["DATABASE_URL"])
    try:
        # Who reads at the time keeps the index from being finished, and the migration gives up.
        holder.execute("SELECT count(*) FROM procrastinate_jobs")
        holder.execute("LOCK TABLE procrastinate_jobs IN ROW EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        with pytest.raises(Exception, match="lock timeout"):
            migrate("0014")
        assert state() is False
    finally:
        holder.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    migrate("0014")
    assert state() is True
    migrate("0013")
    assert state() is None
    migrate("0014")
    assert state() is True
