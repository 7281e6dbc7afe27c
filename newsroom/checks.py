"""System checks with ids; the ones on the database run at every start as well."""

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections, transaction
from django.utils.translation import gettext as _

from newsroom.environment import ConfigurationError

MINIMUM_VERSION = 15
EXTENSION = "pg_trgm"
ARABIC_WORD = "الجزيرة"


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


def _check_trigrams(connection) -> list[CheckMessage]:
    try:
        trigrams = _arabic_trigrams(connection)
    except DatabaseError as error:
        return [_no_trigrams(connection, error)]
    return [] if trigrams else [_wrong_locale(connection)]


def _arabic_trigrams(connection) -> list[str]:
    """Ask for the trigrams of an Arabic word, installing the extension for the question only."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [EXTENSION])
        is_installed = cursor.fetchone()
        if not is_installed:
            cursor.execute(f"CREATE EXTENSION {EXTENSION}")
        cursor.execute("SELECT show_trgm(%s)", [ARABIC_WORD])
        trigrams = cursor.fetchone()[0]
        if not is_installed:
            transaction.set_rollback(True, using=connection.alias)
    return trigrams


def _wrong_locale(connection) -> Error:
    name = connection.settings_dict["NAME"]
    return Error(
        _("The database “%(name)s” does not know Arabic letters: its LC_CTYPE is C.") % {"name": name},
        hint=_(
            "Make it anew: CREATE DATABASE %(name)s TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'."
        )
        % {"name": name},
        id="newsroom.E001",
    )


def _too_old(connection) -> Error:
    found = connection.pg_version // 10000
    return Error(
        _("PostgreSQL %(found)s is too old: %(minimum)s or newer is needed.")
        % {"found": found, "minimum": MINIMUM_VERSION},
        id="newsroom.E002",
    )


def _no_trigrams(connection, error: DatabaseError) -> Error:
    return Error(
        _("The extension pg_trgm cannot be used in the database “%(name)s”: %(error)s")
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
