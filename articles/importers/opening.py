"""Find and open what the paths of an import name: files, folders, .gz, .zip, standard input."""

import gzip
import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext as _

HEAD_BYTES = 65536
ZIP_ENTRIES = 200_000
ZIP_ENTRY_BYTES = 8 * 1024**3
ZIP_RATIO = 1000


class OpeningError(Exception):
    """An input cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Input:
    """One stream of bytes; `size` is that of the file on disk, 0 where unknown."""

    name: str
    open: Callable[[], BinaryIO]
    size: int = 0


def find_inputs(paths: list[str]) -> list[Path | str]:
    """List the files that `paths` name, folders in order; raises OpeningError for what is not there."""
    found: list[Path | str] = []
    for text in paths:
        path = Path(text)
        if text == "-":
            found.append("-")
        elif path.is_dir():
            found += _files_below(path)
        elif path.is_file():
            found.append(path)
        else:
            raise OpeningError(_("There is no file or folder: %(path)s") % {"path": text})
    return found


def _files_below(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(p for p in files if not any(part.startswith(".") for part in p.relative_to(folder).parts))


def iter_inputs(found: list[Path | str]) -> Iterator[Input]:
    """Yield the streams in order; an archive gives one a member, its names never used as paths."""
    for item in found:
        if isinstance(item, str):
            yield Input("-", lambda: sys.stdin.buffer)
        elif item.suffix.lower() == ".zip":
            yield from _members(item)
        elif item.suffix.lower() == ".gz":
            yield Input(str(item), partial(_unzipped, item), item.stat().st_size)
        else:
            yield Input(str(item), partial(_plain, item), item.stat().st_size)


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
    if len(infos) > ZIP_ENTRIES:
        raise OpeningError(
            _("The archive %(path)s has too many files: %(count)d") % {"path": path, "count": len(infos)}
        )
    for info in sorted(infos, key=lambda info: info.filename):
        if not any(part.startswith((".", "__MACOSX")) for part in Path(info.filename).parts):
            yield Input(f"{path}!{info.filename}", partial(_member, archive, info), info.compress_size)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """Open a member unless it swells like a bomb."""
    if info.file_size > ZIP_ENTRY_BYTES or info.file_size > ZIP_RATIO * max(info.compress_size, 1024):
        raise OpeningError(
            _("The file %(name)s in the archive unpacks to %(size)d bytes; refused.")
            % {"name": info.filename, "size": info.file_size}
        )
    stream = archive.open(info)
    if info.filename.lower().endswith(".gz"):
        return _unzipped(stream)
    return _buffered(stream)
