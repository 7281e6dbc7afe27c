"""The folder in which the processes of this machine keep their numbers, a file each and kind.

The files of a process outlive it, for a total never falls while the site runs. Where a process begins to
count it folds those of the dead into one, so that restarts without number leave one file of each kind.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

KINDS = ("counter", "histogram")
# No process has such a name.
_DEAD = "dead"


def path() -> Path:
    return Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])


def prepare() -> None:
    """Make room for this process, once."""
    _prepare(os.getpid())


@cache
def _prepare(_process: int) -> None:
    path().mkdir(parents=True, exist_ok=True)
    with locked(fcntl.LOCK_EX):
        for kind in KINDS:
            _fold(kind, [file for file in path().glob(f"{kind}_*.db") if _is_dead(file)])


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
    total = MmapedDict(str(path() / f"{kind}_{_DEAD}.db"))
    try:
        for file in files:
            for key, value, _moment, _place in MmapedDict.read_all_values_from_file(str(file)):
                total.write_value(key, total.read_value(key)[0] + value, 0.0)
            file.unlink()
    finally:
        total.close()
