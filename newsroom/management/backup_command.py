"""What the commands of backups share: where the copies lie, the bar, and how a failure ends."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from newsroom.backups.copies import CopyStore
from newsroom.backups.faults import BackupError, CannotStart
from newsroom.backups.opening import open_store
from newsroom.backups.store import Store
from newsroom.usage import INTERRUPTED, DeskCommand

FAILED, CANNOT_START = 1, 2
PHASES = {
    "dump": gettext_lazy("writing the database"),
    "count": gettext_lazy("counting"),
    "media": gettext_lazy("media"),
    "check": gettext_lazy("checking the backup"),
    "restore": gettext_lazy("restoring the database"),
}
BYTES = ("dump", "count", "check", "restore")


class BackupCommand(DeskCommand):
    requires_migrations_checks = False

    def add_arguments(self, parser):
        help_ = _("the folder of backups; else what BACKUP_URL names")
        parser.add_argument("--folder", metavar="FOLDER", help=help_)
        parser.add_argument("--no-progress", action="store_true", help=_("no bar"))

    def handle(self, *args, **options):
        with self._told(), Progress(is_silent=options["no_progress"]) as watch:
            self.work(self._store(options["folder"]), watch, **options)

    def work(self, store: CopyStore, watch: "Progress", **options: Any) -> None:
        raise NotImplementedError

    def _store(self, folder: str | None) -> CopyStore:
        store = Store(Path(folder).resolve()) if folder else open_store()
        if store is None:
            raise CannotStart(
                _("Where are the backups? Set BACKUP_URL, for example file:///srv/backups, or --folder.")
            )
        return store

    @contextmanager
    def _told(self) -> Iterator[None]:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            yield
        except CannotStart as error:
            raise CommandError(str(error), returncode=CANNOT_START) from error
        except (BackupError, OSError, psycopg.Error, DatabaseError) as error:
            raise CommandError(str(error).strip(), returncode=FAILED) from error
        except KeyboardInterrupt:
            self.stderr.write(self.interrupted())
            sys.exit(INTERRUPTED)
        finally:
            signal.signal(signal.SIGTERM, before)

    def interrupted(self) -> str:
        return _("Interrupted; what was begun does not count.")


class Progress:
    """A bar for each thing that is done, on a terminal."""

    def __init__(self, *, is_silent: bool) -> None:
        self.is_silent = is_silent or not sys.stderr.isatty()
        self.bar = None

    def __enter__(self):
        return self

    def phase(self, name: str, total: int | None) -> None:
        self.close()
        unit = "B" if name in BYTES else f" {_('files')}"
        self.bar = tqdm(total=total, desc=str(PHASES[name]), unit=unit, unit_scale=name in BYTES,
                        disable=self.is_silent, dynamic_ncols=True)  # fmt: skip

    def advance(self, number: int) -> None:
        self.bar.update(number)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()

    def __exit__(self, *exc) -> None:
        self.close()
