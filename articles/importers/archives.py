"""The members of a zip as inputs, each refused that is a bomb, a trick or not to be read."""

import os
import stat
import struct
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.importers.faults import reason_of
from articles.importers.streams import RATIO, Guarded, OpeningError, buffered, unzipped

ENTRIES = 200_000
TOTAL_BYTES = 32 * 1024**3
# The list of members is held in memory: about fifteen times its size on disk.
LIST_BYTES = 12 << 20
TAIL_BYTES = 65_557 + 76
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x41
# What zipfile raises for a list of members that is no such thing, or of a kind it does not know.
BROKEN = (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, struct.error)


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a zip; raises OpeningError for one that is broken, too big or made to deceive."""
    try:
        with path.open("rb") as file:
            if _list_size(file) > LIST_BYTES:
                raise _too_much(path, _list_size(file) // 46)
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise OpeningError(
            _("The archive %(path)s cannot be read: %(error)s")
            % {"path": _printable(path), "error": reason_of(error)}
        ) from error
    infos = archive.infolist()
    if len(infos) > ENTRIES or sum(info.file_size for info in infos) > TOTAL_BYTES:
        raise _too_much(path, len(infos))
    if _do_overlap(infos):
        raise OpeningError(
            _("The files in the archive %(path)s overlap; refused.") % {"path": _printable(path)}
        )
    return archive


def _printable(path: Path) -> str:
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _too_much(path: Path, count: int) -> OpeningError:
    return OpeningError(
        _("The archive %(path)s holds too much: %(count)d files.")
        % {"path": _printable(path), "count": count}
    )


def _list_size(file: BinaryIO) -> int:
    """Return how long the archive says its list of members is, before that is read into memory."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
    tail = file.read()
    place, place64 = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    if place < 0 or len(tail) < place + 16:
        return 0
    size: int = struct.unpack_from("<I", tail, place + 12)[0]
    if size == 0xFFFFFFFF and 0 <= place64 <= len(tail) - 48:
        size = struct.unpack_from("<Q", tail, place64 + 40)[0]
    return size


def _do_overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """Say whether two members share bytes, as in an archive of kilobytes that unpacks to petabytes."""
    spans = sorted((info.header_offset, info.header_offset + 30 + info.compress_size) for info in infos)
    return any(end > start for (_start, end), (start, _end) in zip(spans, spans[1:], strict=False))


def iter_members(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, "partial[BinaryIO]"]]:
    """Yield each file of an archive, by name, with what opens it; folders left out."""
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        if not info.is_dir():
            yield info, partial(open_member, archive, info)


def open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """Open a member; raises OpeningError for one that is locked, no file, or swells like a bomb."""
    if reason := _refusal(info):
        raise OpeningError(reason % {"name": _plain_name(info), "size": info.file_size})
    try:
        stream = archive.open(info)
    except (NotImplementedError, RuntimeError, struct.error) as error:
        raise OpeningError(
            _("The file %(name)s in the archive cannot be read: %(error)s")
            % {"name": _plain_name(info), "error": reason_of(error)}
        ) from error
    if info.filename.lower().endswith(".gz"):
        return unzipped(stream)
    return buffered(Guarded(stream))


def _plain_name(info: zipfile.ZipInfo) -> str:
    return info.filename.encode("utf-8", "replace").decode()


def _refusal(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.flag_bits & ENCRYPTED:
        return _("The file %(name)s in the archive is encrypted; unpack it first.")
    if kind not in (0, stat.S_IFREG):
        return _("%(name)s in the archive is a link or a device, no file.")
    if info.compress_type not in METHODS:
        # bz2 and LZMA hand out all that a block swells to at once.
        return _("The file %(name)s in the archive is packed by an unusual method; unpack it first.")
    if info.file_size > RATIO * max(info.compress_size, 1024):
        return _("The file %(name)s in the archive unpacks to %(size)d bytes; refused.")
    return ""
