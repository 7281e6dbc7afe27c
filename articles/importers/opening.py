"""Find and open what the paths of an import name: files, folders, .gz, .zip, standard input."""

import gzip
import io
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext as _

HEAD_BYTES = 65536
ZIP_ENTRIES = 200_000
ZIP_BYTES = 32 * 1024**3
# Arabic JSON lines shrink to a tenth at best; deflate can swell a thousandfold.
ZIP_RATIO = 200
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile)


class OpeningError(Exception):
    """An input cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Input:
    """One stream of bytes; `size` is that of the file on disk, 0 where unknown."""

    name: str
    open: Callable[[], BinaryIO]
    size: int = 0


def find_inputs(paths: list[str]) -> list[Path | str]:
    """List the files that `paths` name, folders in order; raises OpeningError for one that cannot be read."""
    found: list[Path | str] = []
    for text in paths:
        path = Path(text)
        if text == "-":
            found.append("-")
        elif path.is_dir() and os.access(path, os.R_OK | os.X_OK):
            found += _files_below(path)
        else:
            _try_to_open(path)
            found.append(path)
    return found


def _try_to_open(path: Path) -> None:
    """Read the first byte of a file, so that an import which cannot start says so before it does."""
    try:
        if path.is_file():
            for entry in iter_inputs([path]):
                with closing(entry.open()) as stream:
                    stream.read(1)
                break
        elif path.is_dir() or not path.exists():
            path.open("rb").close()
    except UNREADABLE as error:
        raise OpeningError(_("Cannot read %(path)s: %(error)s") % {"path": path, "error": error}) from error


def _files_below(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in files if not _is_hidden(path.relative_to(folder)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)


def printable(path: Path | str) -> str:
    """Return a file name as text that can be stored; a byte that is not UTF-8 becomes «\ufffd»."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def iter_inputs(found: list[Path | str]) -> Iterator[Input]:
    """Yield the streams in order; an archive gives one a member, its names never used as paths."""
    for item in found:
        if isinstance(item, str):
            yield Input("-", lambda: sys.stdin.buffer)
        elif item.suffix.lower() == ".zip":
            yield from _members(item)
        elif item.suffix.lower() == ".gz":
            yield Input(printable(item), partial(_unzipped, item), item.stat().st_size)
        else:
            yield Input(printable(item), partial(_plain, item), item.stat().st_size)


def _plain(path: Path) -> BinaryIO:
    return path.open("rb")


def _unzipped(source: Path | IO[bytes]) -> BinaryIO:
    stream = gzip.GzipFile(source) if isinstance(source, Path) else gzip.GzipFile(fileobj=source)
    return _buffered(stream)


def _buffered(stream: Any) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(stream, HEAD_BYTES))


def _members(path: Path) -> Iterator[Input]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise OpeningError(
            _("The archive %(path)s cannot be read: %(error)s") % {"path": path, "error": error}
        ) from error
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > ZIP_ENTRIES or sum(info.file_size for info in infos) > ZIP_BYTES:
        raise OpeningError(
            _("The archive %(path)s holds too much: %(count)d files.") % {"path": path, "count": len(infos)}
        )
    for info in sorted(infos, key=lambda info: info.filename):
        if not _is_hidden(Path(info.filename)):
            yield Input(
                printable(f"{path}!{info.filename}"), partial(_member, archive, info), info.compress_size
            )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """Open a member unless it swells like a bomb."""
    if info.file_size > ZIP_RATIO * max(info.compress_size, 1024):
        raise OpeningError(
            _("The file %(name)s in the archive unpacks to %(size)d bytes; refused.")
            % {"name": info.filename, "size": info.file_size}
        )
    stream = archive.open(info)
    if info.filename.lower().endswith(".gz"):
        return _unzipped(stream)
    return _buffered(stream)
