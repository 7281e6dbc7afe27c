"""Streams that keep their bounds: a gzip that swells or breaks off, standard input with a whole head."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from articles.importers.faults import reason_of

HEAD_BYTES = 65536
# Standard input cannot be opened again: its first block beyond ASCII is looked for in so much.
PEEKED_BYTES = 4 << 20
# Arabic JSON lines shrink to a tenth at best; deflate can swell a thousandfold.
RATIO = 200
FREE_BYTES = 64 << 20
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile)


class OpeningError(Exception):
    """An input cannot be read; the message names it."""


class Guarded(io.RawIOBase):
    """Bytes of a file or archive; where they break off, the reader sees an end and `broken` says why.

    So what was readable is read to its last byte. With `packed` (the file below, which knows its place)
    the stream is refused where it has swollen more than text does. `tick` is called at each read.
    """

    def __init__(self, stream: Any, *below: Any, packed: Any = None) -> None:
        self.stream, self.below, self.packed = stream, below, packed
        self.size, self.broken = 0, ""
        self.tick: Callable[[], None] = lambda: None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        begin = self.size
        self.tick()
        while (room := len(buffer) - (self.size - begin)) and (data := self._read(room)):
            buffer[self.size - begin : self.size - begin + len(data)] = data
            self.size += len(data)
        self._refuse_a_bomb()
        return self.size - begin

    def _read(self, most: int) -> bytes:
        """Read what comes in one go, so that nothing is lost that came before a break."""
        try:
            return b"" if self.broken else self.stream.read1(most)
        except UNREADABLE as error:
            if not self.size:
                raise
            self.broken = _(
                "The file breaks off after %(size)d bytes (%(error)s); what came before was read."
            ) % {"size": self.size, "error": reason_of(error)}
            return b""

    def _refuse_a_bomb(self) -> None:
        if self.packed is not None and self.size > FREE_BYTES + RATIO * self.packed.tell():
            raise OpeningError(
                _("The file unpacks to more than %(ratio)d times its size; refused after %(size)d bytes.")
                % {"ratio": RATIO, "size": self.size}
            )

    def close(self) -> None:
        if not self.closed:
            for stream in (self.stream, *self.below):
                stream.close()
        super().close()


class Whole(io.RawIOBase):
    """Standard input whose first read fills a head, and goes on while all is ASCII and there is room."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.size = stream, 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.size

    def readinto(self, buffer: Any) -> int:
        data = self.stream.read1(len(buffer)) if self.size else self._head(len(buffer))
        self.size += len(data)
        buffer[: len(data)] = data
        return len(data)

    def _head(self, most: int) -> bytes:
        head = bytearray()
        while len(head) < most and (len(head) < HEAD_BYTES or head.isascii()):
            block = self.stream.read(min(HEAD_BYTES, most - len(head)))
            if not block:
                break
            head += block
        return bytes(head)


def buffered(raw: io.RawIOBase, size: int = HEAD_BYTES) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(raw, size))


def unzipped(packed: Any) -> BinaryIO:
    """Open what an open .gz holds."""
    return buffered(Guarded(gzip.GzipFile(fileobj=packed), packed, packed=packed))


def broken_off(stream: BinaryIO) -> str:
    """Say where and why a stream ended too early, or ""."""
    return getattr(getattr(stream, "raw", None), "broken", "")
