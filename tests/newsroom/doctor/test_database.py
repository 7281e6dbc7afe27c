"""What the doctor says of the database."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from newsroom import checks
from newsroom.doctor import database
from tests.newsroom.doctor.asking import errors, found, is_well, warnings
from tests.newsroom.test_checks import connect_elsewhere, make_database  # noqa: F401 — fixtures

LOCALE = ("UTF8", "c", "C.UTF-8", "C.UTF-8", None, None)


@pytest.mark.django_db
def test_the_database_of_the_suite_is_well(monkeypatch):
    monkeypatch.setattr(database.database, "is_embedded", lambda: False)
    for find in (
        database.find_server,
        database.find_locale,
        database.find_extensions,
        database.find_migrations,
    ):
        assert is_well(find), found(find)


@pytest.mark.django_db
def test_the_embedded_database_is_for_trying_out(monkeypatch):
    monkeypatch.setattr(database.database, "is_embedded", lambda: True)
    assert "DATABASE_URL" in warnings(database.find_server)[0]


@pytest.mark.django_db
def test_an_old_server_is_told_in_the_words_of_the_system_check(monkeypatch):
    monkeypatch.setattr(checks, "MINIMUM_VERSION", 99)
    assert "99 or newer" in errors(database.find_server)[0]
    assert [finding.id for finding in database.find_server()][0] == "newsroom.E002"


@pytest.mark.django_db(transaction=True)
def test_a_database_whose_letters_are_those_of_c_is_told(make_database):  # noqa: F811 — the fixture
    make_database("C")
    assert "LC_CTYPE is C" in errors(database.find_server)[0]


@pytest.mark.django_db(transaction=True)
def test_a_new_database_lacks_extensions_and_tables(make_database):  # noqa: F811 — the fixture
    make_database("C.UTF-8")
    assert [message.split()[2] for message in errors(database.find_extensions)] == ["btree_gin", "pg_trgm"]
    assert "contenttypes.0001_initial" in errors(database.find_migrations)[0]


@pytest.mark.parametrize(
    ("changed", "level", "told"),
    [
        ({0: "SQL_ASCII"}, errors, "SQL_ASCII"),
        ({2: "ar_SA.UTF-8", 3: "ar_SA.UTF-8"}, warnings, "ar_SA.UTF-8"),
        # glibc was upgraded below the database: what was sorted before is in another order now.
        ({2: "ar_SA.UTF-8", 4: "2.31", 5: "2.36"}, errors, "2.31"),
    ],
)
def test_a_locale_that_may_move_is_told(monkeypatch, changed, level, told):
    row = tuple(changed.get(place, value) for place, value in enumerate(LOCALE))
    monkeypatch.setattr(database, "_row", lambda statement: row)
    assert told in level(database.find_locale)[0]


def test_an_order_by_icu_is_as_good(monkeypatch):
    monkeypatch.setattr(
        database, "_row", lambda statement: ("UTF8", "i", "en_US.UTF-8", "en_US.UTF-8", "153", "153")
    )
    assert is_well(database.find_locale)


@pytest.mark.django_db
def test_tables_of_a_newer_program_are_told():
    MigrationRecorder(connection).record_applied("articles", "9999_from_tomorrow")
    assert "articles.9999_from_tomorrow" in warnings(database.find_migrations)[0]
