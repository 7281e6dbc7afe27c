"""What happens to copies each night, and by the commands: made, recorded, let go; the newest tested."""

from contextlib import suppress
from typing import Any

import psycopg
from django.db import DatabaseError

from newsroom.backups.copies import Copy, CopyStore
from newsroom.backups.faults import BackupError, Busy
from newsroom.backups.making import make_copy
from newsroom.backups.recording import record, record_failure
from newsroom.backups.retention import prune
from newsroom.backups.testing import prove_copy
from newsroom.environment import ConfigurationError

FAULTS = (BackupError, ConfigurationError, OSError, psycopg.Error, DatabaseError)


class Silence:
    """A watch that nobody looks at."""

    def phase(self, name: str, total: int | None) -> None:
        pass

    def advance(self, number: int) -> None:
        pass


def back_up(store: CopyStore, watch: Any) -> tuple[Copy, list[str]]:
    """Make a copy and let those go that the rule no longer keeps; returns it and their names."""
    try:
        with store.locked():
            copy = make_copy(store, watch)
            gone = prune(store)
            record(store)
    except Busy:
        raise
    except FAULTS as error:
        _record(error)
        raise
    return copy, gone


def _record(error: Exception) -> None:
    with suppress(DatabaseError):  # where the database itself failed, the age of the last copy will tell
        record_failure(str(error))


def prove(store: CopyStore, name: str | None, watch: Any) -> tuple[Copy, str]:
    """Test a copy, the newest unless named; returns it and what is wrong with it."""
    with store.locked():
        copy = store.find(name)
        error = prove_copy(store, copy, watch)
        record(store)
    return copy, error
