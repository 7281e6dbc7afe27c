"""How a table is written: its delimiter, found by a header that names what we know and rows that fit it."""

import csv
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from articles.importers.headings import field_of

DELIMITERS = "\t;,|"
# Bars part the words of menus too.
STEADY = "\t;,"
SAMPLE_ROWS = 30
LONG_HEAD = 16_000
# The lines above a header: a title, a date, blank ones.
MOST_ABOVE = 6
# Of the rows of a sample, how many must have as many cells as the header.
FITTING = 0.7
# Excel writes this above a table to say how it is written.
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[\r\n]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A delimiter, how many lines stand before the header, whether a space may stand before a quote."""

    delimiter: str
    lines_before: int = 0
    skips_space: bool = False


def find_dialect(head: str) -> Dialect | None:
    """Return how a table with a header that we know is written; None where the text is no such table.

    The header must name the headline or the body and one field more, and the rows must fit it: prose
    with commas in it has no such first line. A title of the table may stand above it, alone in its line.
    """
    told, text = split_sep(head)
    for above in range(MOST_ABOVE):
        found = [(score, mark) for mark in told or DELIMITERS if (score := _score(text, mark)) > 0]
        if found:
            return _dialect(max(found)[1], text, told, above)
        line, _end, text = text.partition("\n")
        if not text or sum(bool(cell.strip(' "\r')) for cell in re.split(r"[\t;,|]", line)) > 1:
            return None
    return None


def is_steady(head: str) -> bool:
    """Say whether each row has the same cells, three or more, whatever its header calls them."""
    told, text = split_sep(head)
    rows = text.count("\n")
    return rows > 2 and any(
        share == 1.0 and count > 2 for share, count in (_steadiness(text, mark) for mark in told or STEADY)
    )


def guess_dialect(head: str) -> Dialect:
    """Return the dialect for a text that is said to be a table: where no header is known, the likeliest."""
    told, text = split_sep(head)
    if told:
        return _dialect(told, text, told)
    steadiest = max(DELIMITERS, key=lambda mark: _steadiness(text, mark))
    return find_dialect(head) or _dialect(steadiest, text, told)


def _dialect(delimiter: str, text: str, told: str, above: int = 0) -> Dialect:
    return Dialect(delimiter, bool(told) + above, f'{delimiter} "' in text)


def split_sep(head: str) -> tuple[str, str]:
    """Take the delimiter off that a first line `sep=;` gives."""
    text = head.lstrip("\x00")
    found = _SEP_LINE.match(text)
    return (found[1], text[found.end() :]) if found else ("", text.removeprefix("\ufeff"))


def sample_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the first rows; the last of a long head may be cut off, so it is left out."""
    lines = text.replace("\x00", "").splitlines(keepends=True)
    rows = _rows(lines, delimiter)
    return rows[:-1] if 2 < len(rows) < SAMPLE_ROWS and len(text) >= LONG_HEAD else rows


def _rows(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        return [row for row in itertools.islice(reader, SAMPLE_ROWS) if row]
    except csv.Error:
        return []


def _score(text: str, delimiter: str) -> int:
    """Count the columns known where the table holds together, else return 0."""
    rows = sample_rows(text, delimiter)
    if not rows:
        return 0
    fields = [field_of(label) for label in rows[0]]
    known = {name for name in fields if name}
    if len(known) < 2 or not known & {"headline", "body"} or any(len(label) > 60 for label in rows[0]):
        return 0
    if len(known) == len(fields) > 2 and delimiter in STEADY:
        return len(known)  # such a line is nothing but a header, whatever an open quote makes of its rows
    fitting = sum(len(row) == len(rows[0]) for row in rows[1:])
    return len(known) if fitting >= FITTING * len(rows[1:]) else 0


def _steadiness(text: str, delimiter: str) -> tuple[float, int]:
    rows = sample_rows(text, delimiter)
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    return sum(len(row) == len(rows[0]) for row in rows) / len(rows), len(rows[0])
