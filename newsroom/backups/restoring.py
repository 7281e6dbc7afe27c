"""Put a copy in the place of an empty newsroom."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection as desk
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.caching.shared import shared
from newsroom.backups.copies import DUMP, Copy, CopyStore, checked, is_right
from newsroom.backups.faults import BackupError, CannotStart, Damaged, told
from newsroom.backups.making import key_mark
from newsroom.backups.media import check_media, restore_media, strangers
from newsroom.backups.programs import Database
from newsroom.backups.tables import differences
from newsroom.database.tools import tool

# Work of a worker that is no more begins anew; every job is safe twice. One that waits already is enough.
_BEGIN_ANEW = """
UPDATE procrastinate_jobs AS job SET status = 'todo', worker_id = NULL, abort_requested = false
WHERE status = 'doing' AND (queueing_lock IS NULL OR NOT EXISTS (
    SELECT FROM procrastinate_jobs other WHERE other.queueing_lock = job.queueing_lock
    AND other.id <> job.id AND (other.status = 'todo' OR (other.status = 'doing' AND other.id > job.id))))
"""
_LET_GO = "UPDATE procrastinate_jobs SET status = 'failed', worker_id = NULL WHERE status = 'doing'"


def check_copy(store: CopyStore, copy: Copy, watch: Any) -> None:
    """Read all of a copy and compare it with its manifest; raises Damaged."""
    watch.phase("check", copy.manifest["database"]["bytes"])
    if not is_right(copy.chunks(DUMP), copy.manifest["database"]["sha256"], watch):
        raise _damaged_dump(copy)
    check_media(store, copy, watch)


def dump_of(copy: Copy) -> Iterator[bytes]:
    """Read the dump of a copy; raises Damaged at its end where it is not what it was."""
    return checked(copy.chunks(DUMP), copy.manifest["database"]["sha256"], _damaged_dump(copy))


def _damaged_dump(copy: Copy) -> Damaged:
    return Damaged(_("The dump of %(name)s is missing or damaged.") % {"name": copy.name})


def restore_copy(store: CopyStore, copy: Copy, watch: Any, *, replaces: bool = False) -> list[str]:
    """Restore a copy that was read and found right; returns what a person should know."""
    desk.ensure_connection()
    _refuse_older_server(copy)
    for name in ("psql", "pg_restore"):
        tool(name, server=desk.pg_version // 10000)
    with told(_("The backup cannot be read or restored")):
        check_copy(store, copy, watch)
        if not replaces:
            _refuse_filled(copy)
        desk.close()
        # The database last and at once: until then nothing of the copy is to be seen.
        restore_media(store, copy, watch)
        Database().restore(dump_of(copy), watch)
    compare(copy, Database(), watch)
    _settle()
    return list(_warnings(copy))


def compare(copy: Copy, database: Database, watch: Any) -> None:
    """Compare what was restored with the manifest, row for row by their sums."""
    with database.connect() as connection:
        wrong = differences(copy.manifest["database"], connection, watch)
    if wrong:
        text = ngettext(
            "What was restored differs from the backup in the table %(names)s.",
            "What was restored differs from the backup in the tables %(names)s.", len(wrong),
        )  # fmt: skip
        raise BackupError(text % {"names": ", ".join(wrong)})


def _refuse_older_server(copy: Copy) -> None:
    found, wanted = desk.pg_version // 10000, copy.manifest["server"]
    if found < wanted:
        raise CannotStart(
            _("The backup comes from PostgreSQL %(wanted)d; this server is %(found)d, which is older.")
            % {"wanted": wanted, "found": found}
        )


def _refuse_filled(copy: Copy) -> None:
    """Refuse to overwrite articles, people, tables of others, or media that the copy does not know."""
    if _is_filled() or strangers(copy):
        raise CannotStart(
            _("This newsroom is not empty. What is in it would be lost; --replace says that it may be.")
        )


def _is_filled() -> bool:
    tables = set(desk.introspection.table_names())
    if not tables:
        return False
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    if tables - ours - {"django_migrations"}:
        return True
    people = apps.get_model("newsroom", "User")
    able = people.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    has_people = people._meta.db_table in tables and able.exists()
    article = apps.get_model("articles", "Article")
    return has_people or (article._meta.db_table in tables and article.objects.exists())


def _settle() -> None:
    """Make ready for work: jobs of lost workers, crops that are not copied, figures of the planner."""
    with Database().connect(autocommit=True) as connection:
        with connection.transaction():
            connection.execute(_BEGIN_ANEW)
            connection.execute(_LET_GO)
            connection.execute("DELETE FROM procrastinate_workers")
            connection.execute("UPDATE articles_image SET crops = NULL WHERE crops ? 'version'")
        connection.execute("ANALYZE")
    if pages := shared():
        pages.forget_all()


def _warnings(copy: Copy):
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if copy.manifest["key"] not in map(key_mark, keys):
        yield _(
            "SECRET_KEY is not the one of this backup: second steps and invitations open again once "
            "SECRET_KEY or SECRET_KEY_FALLBACKS holds it."
        )
    if copy.manifest["media"]["missing"]:
        yield missing_text(copy)


def missing_text(copy: Copy) -> str:
    media = copy.manifest["media"]
    text = ngettext(
        "The file of %(count)d picture was missing when the backup was made: %(names)s",
        "The files of %(count)d pictures were missing when the backup was made: %(names)s", media["missing"],
    )  # fmt: skip
    return text % {"count": media["missing"], "names": ", ".join(media["first_missing"])}
