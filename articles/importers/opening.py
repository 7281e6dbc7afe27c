"""Find and open what the paths of an import name: files, folders, .gz, .zip, standard input."""

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from articles.importers.archives import iter_members, open_archive
from articles.importers.faults import reason_of
from articles.importers.streams import (
    HEAD_BYTES,
    PEEKED_BYTES,
    UNREADABLE,
    Guarded,
    OpeningError,
    Whole,
    broken_off,
    buffered,
    unzipped,
)

__all__ = [
    "HEAD_BYTES",
    "PEEKED_BYTES",
    "UNREADABLE",
    "Input",
    "OpeningError",
    "broken_off",
    "find_inputs",
    "iter_inputs",
    "printable",
]

GZIP_MARK = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Input:
    """One stream of bytes; `size` is that of the file on disk, 0 where unknown.

    `is_lasting` says that it can be opened again and gives the same bytes.
    """

    name: str
    open: Callable[[], BinaryIO]
    size: int = 0
    is_lasting: bool = False


def find_inputs(paths: list[str]) -> list[Path | str]:
    """List the files that `paths` name, folders in order; raises OpeningError for one that cannot be read."""
    found: list[Path | str] = []
    for text in paths:
        path = Path(text)
        if text == "-":
            found.append("-")
        elif path.is_dir() and os.access(path, os.R_OK | os.X_OK):
            found += sorted(_files_below(path))
        else:
            _try_to_open(path)
            found.append(path)
    return found


def _try_to_open(path: Path) -> None:
    """Read the first byte of a file, so that an import which cannot start says so before it does."""
    try:
        if path.is_block_device() or path.is_char_device():
            raise OpeningError(_("%(path)s is a device, no file.") % {"path": printable(path)})
        if path.is_file():
            for entry in iter_inputs([path]):
                with closing(entry.open()) as stream:
                    stream.read(1)
                break
        elif path.is_dir() or not path.exists():
            path.open("rb").close()
    except (*UNREADABLE, ValueError) as error:
        raise OpeningError(_cannot_read(path, error)) from error


def _cannot_read(path: Path, error: Exception) -> str:
    text = printable(reason_of(error))
    return _("Cannot read %(path)s: %(error)s") % {"path": printable(path), "error": text}


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and those below, links followed but in no circle.

    What cannot be read (a closed folder, a link to nothing) is yielded too, to be told of when opened.
    """
    seen: set[tuple[int, int]] = set()
    closed: list[Path] = []
    _is_new(folder, seen)
    walk = os.walk(folder, followlinks=True, onerror=lambda error: closed.append(Path(error.filename)))
    for place, folders, names in walk:
        here = Path(place)
        folders[:] = [name for name in folders if not _is_hidden_name(name) and _is_new(here / name, seen)]
        for name in names:
            if not _is_hidden_name(name) and _is_file_or_lost(here / name):
                yield here / name
    yield from closed


def _is_new(folder: Path, seen: set[tuple[int, int]]) -> bool:
    """Remember a folder by what it is, whatever its name."""
    try:
        state = folder.stat()
    except OSError:
        return True
    before = len(seen)
    seen.add((state.st_dev, state.st_ino))
    return len(seen) > before


def _is_file_or_lost(path: Path) -> bool:
    """Leave out pipes, sockets and devices: nothing is kept in them."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def _is_hidden_name(name: str) -> bool:
    return name.startswith((".", "__MACOSX"))


def printable(path: Path | str) -> str:
    """Return a file name as text that can be stored; a byte that is not UTF-8 becomes «\ufffd»."""
    return str(path).replace("\x00", "").encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def iter_inputs(found: list[Path | str]) -> Iterator[Input]:
    """Yield the streams in order; an archive gives one a member, its names never used as paths."""
    for item in found:
        if isinstance(item, str):
            yield Input("-", _open_standard_input)
        elif item.suffix.lower() == ".zip":
            yield from _members(item)
        else:
            yield _file(item)


def _open_standard_input() -> BinaryIO:
    stream = cast(io.BufferedReader, buffered(Whole(sys.stdin.buffer), PEEKED_BYTES))
    return unzipped(stream) if stream.peek(len(GZIP_MARK)).startswith(GZIP_MARK) else stream


def _file(path: Path) -> Input:
    """Name a file, which may be gone when it is opened."""
    opener = partial(_open_file, path, is_packed=path.suffix.lower() == ".gz")
    try:
        state = path.stat()
    except OSError:
        return Input(printable(path), opener)
    return Input(printable(path), opener, state.st_size, is_lasting=stat.S_ISREG(state.st_mode))


def _open_file(path: Path, *, is_packed: bool) -> BinaryIO:
    try:
        file = path.open("rb", buffering=HEAD_BYTES)
    except OSError as error:
        raise OpeningError(_cannot_read(path, error)) from error
    if is_packed or cast(io.BufferedReader, file).peek(len(GZIP_MARK)).startswith(GZIP_MARK):
        return unzipped(file)
    return buffered(Guarded(file))


def _members(path: Path) -> Iterator[Input]:
    with open_archive(path) as archive:
        if not any(not info.is_dir() for info in archive.infolist()):
            raise OpeningError(_("The archive %(path)s is empty.") % {"path": printable(path)})
        for info, opener in iter_members(archive):
            if not any(_is_hidden_name(part) for part in Path(info.filename).parts if part != ".."):
                name = printable(f"{path}!{info.filename}")
                yield Input(name, opener, info.compress_size, is_lasting=True)
