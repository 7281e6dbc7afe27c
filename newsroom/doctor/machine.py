"""The machine: zone, clock and disk."""

import os
import pwd
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.doctor.findings import Check, Finding, error, ok, warning

# What is to come out at ten comes out when one of the two clocks says so.
SECONDS_NOTED, SECONDS_WRONG = 2.0, 30.0
GIGABYTE = 1024**3
SCARCE, TOO_LITTLE = 5 * GIGABYTE, GIGABYTE
FEW_FILES = 10_000


def find_zone() -> Iterator[Finding]:
    """Ask whether Python and the database agree on what o'clock it is in the newsroom's zone."""
    zone, now = settings.TIME_ZONE, timezone.now().replace(microsecond=0)
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    there = _time_there(now, zone)
    if there != here:
        yield error(
            _("In %(zone)s it is %(here)s by this machine and %(there)s by the database.")
            % {"zone": zone, "here": here, "there": there or "?"},
            _("Update tzdata and PostgreSQL on both machines, or correct TIME_ZONE."),
        )
    else:
        yield ok(_("%(zone)s, where it is %(here)s now.") % {"zone": zone, "here": f"{here:%Y-%m-%d %H:%M}"})


def _time_there(now: datetime, zone: str) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_timezone_names WHERE name = %s", [zone])
        if not cursor.fetchone():
            return None
        cursor.execute("SELECT %s::timestamptz AT TIME ZONE %s", [now, zone])
        there: datetime = cursor.fetchone()[0]
    return there


def find_clock() -> Iterator[Finding]:
    seconds, doubt = seconds_apart()
    told = {"seconds": f"{seconds:+.1f}"}
    hint = _(
        "Let chrony or systemd-timesyncd set the clocks of both machines; “timedatectl” tells of this one."
    )
    if abs(seconds) - doubt > SECONDS_WRONG:
        yield error(_("The clock of the database is %(seconds)s seconds from this machine's.") % told, hint)
    elif abs(seconds) - doubt > SECONDS_NOTED:
        yield warning(_("The clock of the database is %(seconds)s seconds from this machine's.") % told, hint)
    else:
        yield ok(_("This machine and the database agree (%(seconds)s s).") % told)


def seconds_apart() -> tuple[float, float]:
    """Return how far the database's clock is ahead of ours, and by how much the answer may err."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # a connection that is made first does not count
        asked = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        there = cursor.fetchone()[0]
        answered = time.time()
    return there - (asked + answered) / 2, (answered - asked) / 2


def find_disk() -> Iterator[Finding]:
    seen: set[int] = set()
    for name, path in folders().items():
        place = _nearest(path)
        device = place.stat().st_dev
        if device not in seen:
            seen.add(device)
            yield _room(name, place)


def folders() -> dict[str, Path]:
    """Return the folders that are written to, by the variable that names them."""
    found = {
        "NEWSROOM_VAR": settings.VAR_DIR,
        "media": None if settings.MEDIA.bucket else settings.MEDIA_ROOT,
        "BACKUP_URL": settings.BACKUP_FOLDER,
    }
    return {name: Path(path) for name, path in found.items() if path}


def _nearest(path: Path) -> Path:
    return path if path.exists() else _nearest(path.parent)


def _room(name: str, place: Path) -> Finding:
    free, files = shutil.disk_usage(place).free, free_files(place)
    told = {"name": name, "path": place, "free": f"{free / GIGABYTE:.1f}", "files": files}
    hint = _("Free some room or move the folder; df -h and df -i tell what is full.")
    if free < TOO_LITTLE:
        return error(_("%(name)s (%(path)s) has only %(free)s GB free.") % told, hint)
    if free < SCARCE:
        return warning(_("%(name)s (%(path)s) has only %(free)s GB free.") % told, hint)
    if files is not None and files < FEW_FILES:
        return warning(_("%(name)s (%(path)s) has room for only %(files)s more files.") % told, hint)
    return ok(_("%(name)s (%(path)s): %(free)s GB free.") % told)


def free_files(place: Path) -> int | None:
    """Return how many files may still be made there, None where the file system does not count them."""
    told = os.statvfs(place)
    return told.f_favail if told.f_files else None


def find_folder() -> Iterator[Finding]:
    """Ask whether who runs this may write where the newsroom keeps what it makes."""
    for name, path in folders().items():
        if not os.access(_nearest(path), os.W_OK | os.X_OK):
            yield error(
                _("%(name)s (%(path)s) cannot be written to by the user %(user)s.")
                % {"name": name, "path": path, "user": user_name()},
                _("Run the doctor as the user of web server and worker, or give the folder to that user."),
            )
            return
    yield ok(_("The folders can be written to."))


def user_name() -> str:
    """Return who runs this by name, by number where the system knows no name, as in some containers."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


CHECKS = (
    Check("zone", gettext_lazy("Time zone"), find_zone, needs_database=True),
    Check("clock", gettext_lazy("Clock"), find_clock, needs_database=True),
    Check("disk", gettext_lazy("Free disk"), find_disk),
    Check("folders", gettext_lazy("Folders"), find_folder),
)
