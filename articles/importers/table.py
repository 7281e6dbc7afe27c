"""CSV, TSV and their kin: rows as records, columns by their names in Arabic or English or by --map."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from articles.cleaning import RecordError
from articles.importers.columns import Columns, ColumnsError
from articles.importers.dialects import Dialect, guess_dialect
from articles.importers.reading import How, Parsed, parse_object, reject_text, storable
from articles.importers.xmltext import BAD_BYTES

HEAD = 65536
# A quote that is never closed would take the rest of the file into one cell.
ROW_LIMIT = 4_000_000
LINE_LIMIT = 20_000
CELL_LIMIT = 2_100_000
COLUMN_LIMIT = 1000
# Rows that cannot be read are read again from their second line on, each time over what is left.
RETRY_LIMIT = 1000


class RowError(Exception):
    """A row cannot be read."""


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield a Parsed for each row that is not blank; positions count rows below the header.

    A row with a fault in its quotes costs its first line only: the lines that it had swallowed are rows.
    """
    text = io.TextIOWrapper(stream, encoding=how.encoding, errors="newsroom_mark", newline="")
    lines = Lines(text)
    position = 0
    columns = None
    for row in _rows(lines, guess_dialect(lines.head(HEAD))):
        try:
            is_first, columns = columns is None, columns or Columns(_whole(row), how.columns)
        except ColumnsError as error:
            yield Parsed(0, reason=str(error))
            return
        if not is_first or not columns.has_header:
            position += 1
            yield _parse(position, row, columns)
    text.detach()
    if columns is None:
        yield Parsed(0, reason=_("The table is empty."))


def _whole(row: "list[str] | Parsed") -> list[str]:
    if isinstance(row, Parsed):
        raise ColumnsError(row.reason)
    if len(row) > COLUMN_LIMIT:
        raise ColumnsError(
            _("The table has %(count)d columns; %(most)d at most.")
            % {"count": len(row), "most": COLUMN_LIMIT}
        )
    return row


class Lines:
    """The lines of a table for the csv module; `row` are those of the current row, bounded in length."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.waiting: deque[str] = deque()
        self.row: list[str] = []
        self.size = 0

    def head(self, size: int) -> str:
        """Return how the text begins; its lines are still to come."""
        head = self.text.read(size)
        lines = list(io.StringIO(head.removeprefix("\ufeff"), newline=""))
        if lines and not lines[-1].endswith(("\r", "\n")):
            lines[-1] += self.text.readline(ROW_LIMIT)
        self.waiting.extend(lines)
        return head

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else self.text.readline(ROW_LIMIT)
        if not line:
            raise StopIteration
        line = line.replace("\x00", "")
        self.row.append(line)
        self.size += len(line)
        if self.size >= ROW_LIMIT or len(self.row) > LINE_LIMIT:
            raise RowError(
                _("The row is longer than %(most)d characters or %(lines)d lines; a quote may not be closed.")
                % {"most": ROW_LIMIT, "lines": LINE_LIMIT}
            )
        return line

    def begin_row(self) -> None:
        self.row, self.size = [], 0

    def give_back(self) -> str:
        """Take the current row's first line out, and let the others be read again."""
        first, *others = self.row or [""]
        self.waiting.extendleft(reversed(others))
        if len(first) >= ROW_LIMIT and not first.endswith(("\r", "\n")):
            self._skip_line()
        return first

    def _skip_line(self) -> None:
        while (more := self.text.readline(ROW_LIMIT)) and not more.endswith(("\r", "\n")):
            pass


def _rows(lines: Lines, dialect: Dialect) -> Iterator[list[str] | Parsed]:
    """Yield each row that is not blank, and a reject for one that cannot be read."""
    csv.field_size_limit(CELL_LIMIT)
    for _line in range(dialect.lines_before):
        next(lines, None)
    faults = 0
    reader = _reader(lines, dialect)
    while True:
        lines.begin_row()
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, RowError) as error:
            faults += 1
            reader = _reader(lines, dialect)
            yield _fault(lines, error)
            if faults == RETRY_LIMIT:
                yield Parsed(0, reason=_("Too many rows cannot be read; the rest of the table is not read."))
                return
        else:
            if any(cell.strip() for cell in row):
                yield row


def _reader(lines: Lines, dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=dialect.delimiter, skipinitialspace=dialect.skips_space, strict=True)


def _fault(lines: Lines, error: Exception) -> Parsed:
    count = len(lines.row)
    reason = str(error)
    if isinstance(error, csv.Error):
        reason = _("The row cannot be read, its quotes or its length are at fault (%(count)d lines).") % {
            "count": count
        }
    return reject_text(0, reason, lines.give_back())


def _parse(position: int, row: list[str] | Parsed, columns: Columns) -> Parsed:
    if isinstance(row, Parsed):
        row.position = position
        return row
    if any(BAD_BYTES in cell for cell in row):
        return _reject(
            position, _("The row holds bytes that are not in the encoding of the file."), row, columns
        )
    if any(cell.strip() for cell in row[len(columns.names) :]):
        values = {"count": len(row), "columns": len(columns.names)}
        reason = _("The row has %(count)d cells, more than the %(columns)d columns.") % values
        return _reject(position, reason, row, columns)
    try:
        return parse_object(position, columns.record_of(row))
    except RecordError as error:
        return _reject(position, str(error), row, columns)


def _reject(position: int, reason: str, row: list[str], columns: Columns) -> Parsed:
    """Keep the cells under the names of their fields, so that the reject can be mended and imported."""
    raw: dict[str, Any] = {name: cell for name, cell in zip(columns.names, row, strict=False) if cell}
    beyond = row[len(columns.names) :]
    return Parsed(position, reason=reason, raw=storable({**raw, "cells beyond": beyond} if beyond else raw))
