"""The folder in which the processes of this machine keep their numbers, a file each and kind.

The files of a process outlive it, for a total never falls while the site runs. Where a process begins to
count it folds those of the dead into one, so that restarts without number leave one file of each kind.
"""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from time import monotonic
from typing import ParamSpec

from prometheus_client.mmap_dict import MmapedDict

P = ParamSpec("P")
logger = logging.getLogger(__name__)
_PATIENCE = 60.0
_told = [float("-inf")]
KINDS = ("counter", "histogram")
# What the library makes a file of at first; the numbers of a site fit many times.
_ROOM = 1 << 20
# No process has such a name.
_DEAD = "dead"


def path() -> Path:
    return Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])


def prepare() -> None:
    """Make room for this process, once; raises OSError where there is none."""
    _prepare(os.getpid())


def harmless(count: Callable[P, None]) -> Callable[P, None]:
    """Let a function count in this folder; where it cannot, the site goes on without its numbers."""

    @wraps(count)
    def counted(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            prepare()
            count(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 — whatever it is, no reader waits for a number
            _complain(error)

    return counted


def _complain(error: Exception) -> None:
    """Tell it once a minute."""
    if monotonic() - _told[0] > _PATIENCE:
        _told[0] = monotonic()
        logger.warning("Nothing can be counted: %s", error)


@cache
def _prepare(process: int) -> None:
    path().mkdir(parents=True, exist_ok=True)
    with locked(fcntl.LOCK_EX):
        for kind in KINDS:
            _make_room(path() / f"{kind}_{process}.db")
            _fold(kind, [file for file in path().glob(f"{kind}_*.db") if _is_dead(file)])


def _make_room(file: Path) -> None:
    """Take the whole room of a file: one with holes kills its process where the disk is full."""
    with file.open("ab") as opened:
        os.posix_fallocate(opened.fileno(), 0, _ROOM)


@contextmanager
def locked(how: int) -> Iterator[None]:
    """Read or fold, never both: else what is being folded would be read twice."""
    with (path() / ".lock").open("w") as file:
        fcntl.flock(file, how)
        yield


def _is_dead(file: Path) -> bool:
    number = file.stem.rpartition("_")[2]
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _fold(kind: str, files: list[Path]) -> None:
    if not files:
        return
    _make_room(path() / f"{kind}_{_DEAD}.db")
    total = MmapedDict(str(path() / f"{kind}_{_DEAD}.db"))
    try:
        for file in files:
            for key, value, _moment, _place in MmapedDict.read_all_values_from_file(str(file)):
                total.write_value(key, total.read_value(key)[0] + value, 0.0)
            file.unlink()
    finally:
        total.close()
