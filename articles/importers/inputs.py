"""Read the inputs of an import, whatever they are, as one stream of records."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.importers.encodings import EncodingError, detect_encoding
from articles.importers.opening import HEAD_BYTES, UNREADABLE, Input, OpeningError, iter_inputs, printable
from articles.importers.preparing import Placed
from articles.importers.reading import How, Parsed
from articles.importers.registry import FormatError, reader_for
from articles.importers.reports import Options


def iter_placed(found: list[Path | str], options: Options) -> Iterator[Placed]:
    """Read every input; one that cannot be read is a reject of its own, and the others go on."""
    for item in found:
        try:
            for entry in iter_inputs([item]):
                yield from (Placed(entry.name, parsed) for parsed in _read(entry, options))
        except OpeningError as error:
            yield Placed(printable(item), Parsed(0, reason=str(error)))


def _read(entry: Input, options: Options) -> Iterator[Parsed]:
    try:
        with closing(entry.open()) as stream:
            head = _peek(stream)
            encoding = detect_encoding(head) if options.encoding == "auto" else options.encoding
            how = How(encoding, options.columns, entry.name)
            yield from reader_for(options.format, head, encoding)(stream, how)
    except (EncodingError, FormatError, OpeningError) as error:
        yield Parsed(0, reason=str(error))
    except (*UNREADABLE, UnicodeError) as error:
        yield Parsed(0, reason=_("The file cannot be read: %(error)s") % {"error": error})


def _peek(stream: BinaryIO) -> bytes:
    return stream.peek(HEAD_BYTES)[:HEAD_BYTES]  # type: ignore[attr-defined]  # — every input is buffered
