"""JSON lines, or one JSON array, as records; streams, and keeps what it cannot read."""

import io
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.importers.jsonarray import is_document, iter_values, parse_values
from articles.importers.reading import How, Parsed, parse_object, reject_text

LINE_LIMIT = 20_000_000
# So much of the first line tells whether the file is lines.
LOOKED = 1 << 20
_UNDECODABLE = re.compile("[\udc80-\udcff]")


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield a Parsed for each line that is not blank; positions count lines, in an array its items."""
    return (parsed.finish() for parsed in read_lines(stream, how))


def read_lines(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Do as `read` but leave each line to be parsed by `Parsed.finish`."""
    # Undecodable bytes become lone surrogates, so that one bad line does not end the file.
    text = io.TextIOWrapper(stream, encoding=how.encoding, errors="surrogateescape", newline="\n")
    number, head = _first_line(text)
    if is_document(head, is_cut=len(head) == LOOKED and not head.endswith("\n")):
        yield from _array(head, text)
    else:
        for place, line in _lines(text, number, head):
            if line.strip():
                yield Parsed(place, unread=partial(_parse, place, line.rstrip("\r\n")))
    text.detach()


def _first_line(text: io.TextIOWrapper) -> tuple[int, str]:
    """Return the number and the beginning of the first line that is not blank: a list may be one line."""
    number = 1
    while (line := text.readline(LOOKED)) and not line.strip("\ufeff \t\r\n"):
        number += line.endswith("\n")
    return number, line.removeprefix("\ufeff")


def _lines(text: io.TextIOWrapper, number: int, head: str) -> Iterator[tuple[int, str]]:
    line = head if head.endswith("\n") else head + text.readline(LINE_LIMIT - len(head))
    while line:
        yield number, line.removeprefix("\ufeff")
        while len(line) >= LINE_LIMIT - 1 and not line.endswith("\n"):
            line = text.readline(LINE_LIMIT)
        number += 1
        line = text.readline(LINE_LIMIT)


def _parse(number: int, line: str) -> Parsed:
    if len(line) >= LINE_LIMIT - 2:
        return reject_text(
            number, _("The line is longer than %(most)d characters.") % {"most": LINE_LIMIT}, line
        )
    if _UNDECODABLE.search(line):
        return reject_text(number, _("The line holds bytes that are not in the encoding of the file."), line)
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return reject_text(
            number, _("The line is not JSON from character %(position)d on.") % place_of(error), line
        )
    return parse_object(number, data, text=line)


def _array(head: str, rest: io.TextIOWrapper) -> Iterator[Parsed]:
    """Read an array, or an object over several lines, of any size."""
    yield from parse_values(iter_values(head, rest))


def place_of(error: Exception) -> dict[str, int]:
    """Tell where the JSON parser gave up, counted from 1; its own words are English."""
    return {"position": getattr(error, "pos", 0) + 1}
