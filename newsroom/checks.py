"""System checks with ids; the ones on the database run at every start as well."""

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import database
from newsroom.environment import ConfigurationError

MINIMUM_VERSION = 15
# The first knows which signs are letters; the other puts days beside words in one index.
EXTENSIONS = ("pg_trgm", "btree_gin")
ARABIC_WORD = "الجزيرة"
MIGRATE = gettext_lazy("Run: python manage.py migrate")


class UnfitDatabase(ConfigurationError):
    """The database cannot serve Arabic text; the messages of the checks say why."""

    def __init__(self, messages: list[CheckMessage]) -> None:
        lines = (f"{message.id}: {message.msg}\n{message.hint or ''}".rstrip() for message in messages)
        Exception.__init__(self, "\n".join(lines))


@register(Tags.database)
def check_databases(app_configs=None, databases=None, **kwargs) -> list[CheckMessage]:
    return [message for alias in databases or () for message in check_database(alias)]


def check_database(alias: str) -> list[CheckMessage]:
    """Check that this database is recent, has trigrams and knows that Arabic letters are letters."""
    connection = connections[alias]
    try:
        connection.ensure_connection()
        if connection.pg_version < MINIMUM_VERSION * 10000:
            return [_too_old(connection)]
        return _check_trigrams(connection)
    except DatabaseError as error:
        return [_unreachable(alias, error)]


def refuse_unfit_database(alias: str = "default") -> None:
    """Stop a command at its start, with the messages of the checks and no traceback."""
    messages = check_database(alias)
    if messages:
        raise UnfitDatabase(messages)


def prepare_database() -> None:
    """Make sure a command finds a fit database with its tables: the embedded one is given them."""
    refuse_unfit_database()
    connection = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not database.is_embedded():
        raise UnfitDatabase([without_tables(connection)])
    call_command("migrate", verbosity=0, interactive=False)


def without_tables(connection) -> CheckMessage:
    """Say that migrations are not applied."""
    return Error(
        _("The tables of the database “%(name)s” are missing or of an older version.")
        % {"name": connection.settings_dict["NAME"]},
        hint=str(MIGRATE),
        id="newsroom.E005",
    )


def _check_trigrams(connection) -> list[CheckMessage]:
    try:
        trigrams = _arabic_trigrams(connection)
    except DatabaseError as error:
        return [_no_trigrams(connection, error)]
    return [] if trigrams else [_wrong_locale(connection)]


def _arabic_trigrams(connection) -> list[str]:
    """Ask for the trigrams of an Arabic word, installing the extensions for the question only."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = set(EXTENSIONS) - {name for (name,) in cursor.fetchall()}
        for name in missing:
            cursor.execute(f"CREATE EXTENSION {name}")
        cursor.execute("SELECT show_trgm(%s)", [ARABIC_WORD])
        trigrams = cursor.fetchone()[0]
        if missing:
            transaction.set_rollback(True, using=connection.alias)
    return trigrams


def _wrong_locale(connection) -> Error:
    name = connection.settings_dict["NAME"]
    return Error(
        _("The database “%(name)s” does not know Arabic letters: its LC_CTYPE is C.") % {"name": name},
        hint=how_to_make_anew(name),
        id="newsroom.E001",
    )


def how_to_make_anew(name: str) -> str:
    return _(
        "Make it anew: CREATE DATABASE %(name)s TEMPLATE template0 ENCODING 'UTF8' "
        "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'."
    ) % {"name": name}


def _too_old(connection) -> Error:
    found = connection.pg_version // 10000
    return Error(
        _("PostgreSQL %(found)s is too old: %(minimum)s or newer is needed.")
        % {"found": found, "minimum": MINIMUM_VERSION},
        id="newsroom.E002",
    )


def _no_trigrams(connection, error: DatabaseError) -> Error:
    return Error(
        _("An extension that is needed cannot be used in the database “%(name)s”: %(error)s")
        % {"name": connection.settings_dict["NAME"], "error": str(error).strip()},
        hint=_("Install PostgreSQL's contrib package and let the user of DATABASE_URL create extensions."),
        id="newsroom.E003",
    )


def _unreachable(alias: str, error: DatabaseError) -> Error:
    return Error(
        _("The database “%(alias)s” does not answer: %(error)s")
        % {"alias": alias, "error": str(error).strip()},
        hint=_("Check DATABASE_URL and that the server runs."),
        id="newsroom.E004",
    )
