"""Read the inputs of an import, whatever they are, as one stream of records."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.importers.encodings import EncodingError, choose_encoding
from articles.importers.faults import reason_of
from articles.importers.opening import (
    HEAD_BYTES,
    UNREADABLE,
    Input,
    OpeningError,
    broken_off,
    iter_inputs,
    printable,
)
from articles.importers.preparing import Placed
from articles.importers.reading import How, Parsed, too_deep
from articles.importers.registry import FormatError, reader_for
from articles.importers.reports import Options
from articles.importers.streams import Guarded

TICK_SECONDS = 1.0


class Gauge:
    """Tell how much of the inputs is read, in bytes on the disk; `total` is 0 where that cannot be known.

    `tick` is called each second that the reading goes on: a format may read all before it gives anything.
    """

    def __init__(self, found: list[Path | str], tick: Callable[[], None] = lambda: None) -> None:
        self._tick, self._ticked = tick, time.monotonic()
        self._sizes = {item: _size(item) for item in found}
        self.total = sum(self._sizes.values()) if all(self._sizes.values()) else 0
        self._done = 0
        self._stream: BinaryIO | None = None

    @property
    def done(self) -> int:
        return min(self._done + (_place(self._stream) if self._stream else 0), self.total)

    def read_from(self, stream: BinaryIO) -> None:
        self._stream = stream
        if isinstance(raw := getattr(stream, "raw", None), Guarded):
            raw.tick = self._read_on

    def _read_on(self) -> None:
        if time.monotonic() - self._ticked >= TICK_SECONDS:
            self._ticked = time.monotonic()
            self._tick()

    def finish(self, item: Path | str) -> None:
        self._stream = None
        self._done += self._sizes[item]


def _size(item: Path | str) -> int:
    try:
        return 0 if isinstance(item, str) else item.stat().st_size
    except OSError:
        return 0


def _place(stream: BinaryIO) -> int:
    """Return how far the file under a stream is read; of a member of an archive nothing is known."""
    raw = getattr(stream, "raw", None)
    if not isinstance(raw, Guarded) or raw.closed:
        return 0
    if raw.packed is not None:
        return int(raw.packed.tell())
    return raw.size if isinstance(raw.stream, BufferedReader) else 0


def iter_placed(found: list[Path | str], options: Options, gauge: Gauge) -> Iterator[Placed]:
    """Read every input; one that cannot be read is a reject of its own, and the others go on."""
    for item in found:
        try:
            for entry in iter_inputs([item]):
                yield from (Placed(entry.name, parsed) for parsed in _read(entry, options, gauge))
        except OpeningError as error:
            yield Placed(printable(item), Parsed(0, reason=str(error)))
        gauge.finish(item)


def _read(entry: Input, options: Options, gauge: Gauge) -> Iterator[Parsed]:
    try:
        with closing(entry.open()) as stream:
            gauge.read_from(stream)
            head = _peek(stream)
            encoding = choose_encoding(entry, stream, options.encoding)
            how = How(encoding, options.columns, entry.name)
            yield from reader_for(options.format, head, encoding)(stream, how)
            if reason := broken_off(stream):
                yield Parsed(0, reason=reason)
    except (EncodingError, FormatError, OpeningError) as error:
        yield Parsed(0, reason=str(error))
    except RecursionError:
        yield too_deep(0, "")
    except (*UNREADABLE, UnicodeError) as error:
        yield Parsed(0, reason=_("The file cannot be read: %(error)s") % {"error": reason_of(error)})


def _peek(stream: BinaryIO) -> bytes:
    return stream.peek(HEAD_BYTES)[:HEAD_BYTES]  # type: ignore[attr-defined]  # — every input is buffered
