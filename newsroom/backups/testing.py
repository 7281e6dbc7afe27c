"""Prove a copy by restoring it beside the newsroom."""

import logging
from typing import Any

from newsroom.backups.copies import Copy, CopyStore
from newsroom.backups.faults import BackupError
from newsroom.backups.programs import scratch
from newsroom.backups.restoring import check_copy, compare, dump_of
from newsroom.environment import ConfigurationError

logger = logging.getLogger(__name__)


def prove_copy(store: CopyStore, copy: Copy, watch: Any) -> str:
    """Restore a copy aside and compare; returns what is wrong with it, "" if nothing, and notes it there."""
    try:
        check_copy(store, copy, watch)
        with scratch() as database:
            database.restore(dump_of(copy), watch)
            compare(copy, database, watch)
        error = ""
    except (BackupError, ConfigurationError, OSError) as failure:
        logger.error("The backup %s failed its test: %s", copy.name, failure)
        error = str(failure)
    copy.note_test(error=error)
    return error
