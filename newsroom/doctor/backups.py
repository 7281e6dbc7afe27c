"""Backups: how old the newest is, whether it was proved, and whether tonight's can be made."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.backups.recording import Health, health
from newsroom.database import tools
from newsroom.doctor.findings import Check, Finding, error, ok, warning
from newsroom.environment import ConfigurationError

PROGRAMS = ("pg_dump", "pg_restore")


def find_newest() -> Iterator[Finding]:
    state, whole, failure = health()
    told = {
        "name": whole.name if whole else "", "hours": _hours(whole),
        "error": (failure or whole).error if failure or whole else "",
    }  # fmt: skip
    again = _("Run “manage.py backup”, then “manage.py test_backup”, and see that a worker runs at night.")
    if state is Health.NONE:
        yield warning(_("There is no backup."), again if _is_set() else _("Set BACKUP_URL."))
    elif state is Health.FAILED:
        yield error(_("The last backup failed: %(error)s") % told, again)
    elif state is Health.UNPROVED:
        yield error(_("The newest backup, %(name)s, did not pass its test: %(error)s") % told, again)
    elif state is Health.OLD:
        yield error(_("The newest backup, %(name)s, is %(hours)s hours old.") % told, again)
    elif whole and not whole.tested_at:
        yield warning(
            _("The newest backup, %(name)s, was never tested.") % told, _("Run “manage.py test_backup”.")
        )
    else:
        yield ok(_("The newest backup, %(name)s, is %(hours)s hours old and passed its test.") % told)


def _is_set() -> bool:
    return bool(settings.BACKUP_FOLDER or settings.BACKUP.bucket)


def _hours(copy: object) -> int:
    made_at = getattr(copy, "made_at", None)
    return round((timezone.now() - made_at).total_seconds() / 3600) if made_at else 0


def find_means() -> Iterator[Finding]:
    """Ask whether the nightly job has its folder, its programs and the right to test a copy."""
    if not _is_set():
        return
    faults = [*_folder(), *_programs(), *_rights()]
    yield from faults or [ok(_("Place, programs and rights for the nightly backup are there."))]


def _folder() -> Iterator[Finding]:
    folder = settings.BACKUP_FOLDER
    if folder and folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        yield error(
            _("The folder of BACKUP_URL, %(folder)s, cannot be written to.") % {"folder": folder},
            _("Give it to the user of the worker, and to nobody else: chown, chmod 700."),
        )


def _programs() -> Iterator[Finding]:
    for name in PROGRAMS:
        try:
            tools.tool(name, server=connection.pg_version // 10000)
        except ConfigurationError as missing:
            yield error(str(missing), _("See the chapter on backups in the README."))


def _rights() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        user, may_create = cursor.fetchone()
    if not may_create:
        yield warning(
            _("The database user %(user)s may not make databases, so no copy can be tested.")
            % {"user": user},
            _("Run as a superuser of the database: ALTER ROLE %(user)s CREATEDB;") % {"user": user},
        )


CHECKS = (
    Check("backup", gettext_lazy("Newest backup"), find_newest, needs_database=True),
    Check("backup_means", gettext_lazy("Nightly backup"), find_means, needs_database=True),
)
