import pytest
from django.core.checks import Tags, run_checks
from django.db import DEFAULT_DB_ALIAS, connection

from newsroom import checks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connect_elsewhere(monkeypatch):
    """Let a test point the default connection elsewhere until it ends."""

    def point(**changes):
        connection.close()
        for name, value in changes.items():
            monkeypatch.setitem(connection.settings_dict, name, value)

    yield point
    connection.close()


@pytest.fixture
def make_database(connect_elsewhere):
    """Make a database of its own on the tests' server, connect to it, and drop it afterwards."""
    name = f"{connection.settings_dict['NAME']}_checked"

    def run(statement):
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    def make(locale):
        run(f'DROP DATABASE IF EXISTS "{name}"')
        run(
            f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' "
            f"LC_COLLATE '{locale}' LC_CTYPE '{locale}'"
        )
        connect_elsewhere(NAME=name)

    yield make
    connection.close()
    run(f'DROP DATABASE IF EXISTS "{name}"')


def ids(messages):
    return [message.id for message in messages]


def test_the_database_of_the_suite_is_fit():
    assert run_checks(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS]) == []


def test_a_database_that_does_not_know_arabic_letters_is_refused(make_database):
    make_database("C")
    assert ids(checks.check_database(DEFAULT_DB_ALIAS)) == ["newsroom.E001"]
    with pytest.raises(checks.UnfitDatabase, match=r"newsroom\.E001[\s\S]*C\.UTF-8"):
        checks.refuse_unfit_database()


def test_the_check_leaves_no_extension_behind(make_database):
    make_database("C.UTF-8")
    assert checks.check_database(DEFAULT_DB_ALIAS) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gin')")
        assert cursor.fetchone() == (0,)


def test_an_old_server_is_refused(monkeypatch):
    monkeypatch.setattr(checks, "MINIMUM_VERSION", 99)
    assert ids(checks.check_database(DEFAULT_DB_ALIAS)) == ["newsroom.E002"]


@pytest.mark.parametrize("there", ["pg_trgm", "btree_gin"])
def test_a_server_without_an_extension_is_refused(monkeypatch, there):
    monkeypatch.setattr(checks, "EXTENSIONS", (there, "no_such_extension"))
    assert ids(checks.check_database(DEFAULT_DB_ALIAS)) == ["newsroom.E003"]


def test_a_server_that_does_not_answer_is_named(connect_elsewhere):
    connect_elsewhere(HOST="127.0.0.1", PORT="1")
    messages = checks.check_database(DEFAULT_DB_ALIAS)
    assert ids(messages) == ["newsroom.E004"]
    assert DEFAULT_DB_ALIAS in messages[0].msg


@pytest.mark.django_db
def test_a_database_without_its_tables_is_refused_on_a_server_and_mended_when_embedded(monkeypatch):
    migrated = []
    monkeypatch.setattr(checks, "call_command", lambda name, **options: migrated.append(name))
    checks.prepare_database()
    assert migrated == []
    monkeypatch.setattr(checks.MigrationExecutor, "migration_plan", lambda self, targets: ["0001"])
    monkeypatch.setattr(checks.database, "is_embedded", lambda: True)
    checks.prepare_database()
    assert migrated == ["migrate"]
    monkeypatch.setattr(checks.database, "is_embedded", lambda: False)
    with pytest.raises(checks.UnfitDatabase, match=r"newsroom\.E005"):
        checks.prepare_database()
