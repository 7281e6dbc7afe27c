"""One drawing at a time on a machine: a walk over the cards of an archive takes one processor at most."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.01


class Busy(Exception):
    """Others are drawing; it was not our turn in time."""


@contextmanager
def turn() -> Iterator[None]:
    """Wait for our turn, a little; who is killed leaves theirs at once. Raises Busy."""
    path = Path(settings.VAR_DIR) / "cards.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Each opens the file anew, so threads of one process keep out of each other's way too.
    with path.open("w") as file:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not _take(file.fileno()):
            if time.monotonic() >= give_up:
                raise Busy
            time.sleep(_PAUSE_SECONDS)
        yield


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
