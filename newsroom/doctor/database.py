"""The database: its version, letters, extensions and tables."""

from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import checks, database
from newsroom.doctor.findings import Check, Finding, error, from_django, ok, warning

# What says how letters are sorted is of the server itself here, and the same on every machine.
STEADY_LOCALES = ("C.UTF-8", "C.utf8")
SHOWN = 3  # of a list of migrations


def find_server() -> Iterator[Finding]:
    """Ask the primary what the system checks ask of it at each start."""
    messages = checks.check_database(DEFAULT_DB_ALIAS)
    yield from map(from_django, messages)
    if not messages:
        yield ok(_server(DEFAULT_DB_ALIAS))
    if database.is_embedded():
        yield warning(
            _("DATABASE_URL is not set: this is the embedded database, for trying the newsroom out."),
            _("Set DATABASE_URL to a PostgreSQL server, for example postgres://newsroom:secret@db/newsroom."),
        )


def _server(alias: str) -> str:
    version = connections[alias].pg_version
    return _("PostgreSQL %(version)s answers as “%(name)s”, and knows Arabic letters.") % {
        "version": f"{version // 10000}.{version % 10000}",
        "name": connections[alias].settings_dict["NAME"],
    }


def find_locale() -> Iterator[Finding]:
    """Look at the encoding, and at an order of letters that may change with the system below it."""
    encoding, provider, collate, letters, recorded, actual = _row(
        "SELECT pg_encoding_to_char(encoding), datlocprovider, datcollate, datctype, datcollversion,"
        " pg_database_collation_actual_version(oid) FROM pg_database WHERE datname = current_database()"
    )
    if encoding != "UTF8":
        yield error(_("The database is encoded in %(encoding)s.") % {"encoding": encoding}, _anew())
    elif recorded != actual:
        yield error(
            _("Indexes are sorted as by version %(recorded)s of the locale; the system has %(actual)s.")
            % {"recorded": recorded, "actual": actual},
            _("Run: REINDEX DATABASE %(name)s; ALTER DATABASE %(name)s REFRESH COLLATION VERSION;") % _name(),
        )
    elif provider == "c" and not {collate, letters} <= set(STEADY_LOCALES):
        yield warning(
            _("The database has the locale %(locale)s, whose order changes with upgrades of the system.")
            % {"locale": collate},
            _anew(),
        )
    else:
        yield ok(_("Encoding %(encoding)s, locale %(locale)s.") % {"encoding": encoding, "locale": letters})


def find_extensions() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        there = {name for (name,) in cursor.fetchall()}
    for name in sorted(set(checks.EXTENSIONS) - there):
        yield error(
            _("The extension %(name)s is not installed in the database.") % {"name": name},
            _("Migrations install it; where they may not, let a superuser run: CREATE EXTENSION %(name)s;")
            % {"name": name},
            id="newsroom.E003",
        )
    if set(checks.EXTENSIONS) <= there:
        yield ok(_("Installed: %(names)s.") % {"names": ", ".join(checks.EXTENSIONS)})


def find_migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    loader = executor.loader
    plan = [migration for migration, _back in executor.migration_plan(loader.graph.leaf_nodes())]
    ahead = sorted(set(loader.applied_migrations or ()) - set(loader.disk_migrations or ()))
    if plan:
        missing = checks.without_tables(connection)
        names = _list([f"{migration.app_label}.{migration.name}" for migration in plan])
        yield error(f"{missing.msg} {names}", str(missing.hint), id=missing.id or "")
    if ahead:
        yield warning(
            _("The database is of a newer program than this one: %(names)s")
            % {"names": _list([".".join(key) for key in ahead])},
            _("Install the newer program, or restore the backup that was made before the upgrade."),
        )
    if not plan and not ahead:
        yield ok(_("All migrations are applied."))


def _list(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" … ({len(names)})" if len(names) > SHOWN else "")


def _row(statement: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row: tuple[str, ...] = cursor.fetchone()
    return row


def _name() -> dict[str, str]:
    return {"name": connection.settings_dict["NAME"]}


def _anew() -> str:
    return checks.how_to_make_anew(_name()["name"])


CHECKS = (
    Check("database", gettext_lazy("Database server"), find_server),
    Check("locale", gettext_lazy("Locale of the database"), find_locale, needs_database=True),
    Check("extensions", gettext_lazy("Extensions"), find_extensions, needs_database=True),
    Check("migrations", gettext_lazy("Migrations"), find_migrations, needs_database=True),
)
