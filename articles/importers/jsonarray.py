"""JSON that is no lines: arrays of any size, pretty-printed objects, arrays inside an object; streams.

A value is decoded from a window over the text, so memory holds one item. The incremental parsers stop
at the first fault and grow with the square of the nesting; here a bad item costs itself only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

from django.utils.translation import gettext as _

from articles.importers.reading import Parsed, parse_object, reject_text

CHUNK = 1 << 18
ITEM_LIMIT = 20_000_000
# Keys that hold the list of what a file is about, those that hold the object with such a list, and what
# only a record has beside it.
LISTS = {
    "articles", "items", "records", "data", "results", "result", "posts", "news", "entries", "stories",
    "docs", "rows", "hits", "item",
}  # fmt: skip
HOLDERS = {"data", "response", "result", "results", "hits", "feed", "channel", "rss"}
RECORD_KEYS = {"headline", "headlines", "body", "bodies", "text", "uri", "body_xhtml", "body_text"}
NESTING = 4
LOOK = 1000
TRIES = 50

# Raw newlines and tabs in a text are a fault that loses nothing.
_DECODER = json.JSONDecoder(strict=False)
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|["\[\]{},]', re.DOTALL)
_LIST_KEY = re.compile(rf'"(?:{"|".join(sorted(LISTS))})"\s*:\s*\[\s*\{{')
_KEY = re.compile(r'"(\w+)"\s*:')
# Inside a text the quote would have a backslash, so this never resumes within a sound item.
_RESUME = re.compile(r'\}\s*,\s*(?=\{\s*")')
_RESUME_LINE = re.compile(r'\n(?=\{\s*")')
_SPACE = re.compile(r"[\s\ufeff]*")
_SEPARATORS = re.compile(r"[\s\ufeff,]*")
_PAIRS = {"}": "{", "]": "["}


@dataclass(slots=True)
class Value:
    """One value of a file as text and parsed, or why it is not JSON."""

    text: str
    data: Any = None
    fault: str = ""


def parse_values(values: Iterator[Value], start: int = 1) -> Iterator[Parsed]:
    """Make records of values; positions count the values."""
    for position, value in enumerate(values, start):
        yield (
            reject_text(position, value.fault, value.text)
            if value.fault
            else parse_object(position, value.data, text=value.text)
        )


def is_document(line: str, *, is_cut: bool = False) -> bool:
    """Say whether a first line begins an array or an object that goes on below.

    A line that `is_cut` is long already: an object in it is more likely a record.
    """
    text = line.strip("\ufeff \t\r\n")
    if text.startswith("["):
        return True
    return text.startswith("{") and (_begins_list(text) or not (text.endswith("}") or is_cut))


def _begins_list(text: str) -> bool:
    """Tell `{"articles": […]}` from a record, both on one line; `_open_list` looks closer."""
    found = _LIST_KEY.search(text, 0, LOOK)
    return found is not None and not RECORD_KEYS & set(_KEY.findall(text, 0, found.start()))


def iter_values(head: str, rest: TextIO) -> Iterator[Value]:
    """Yield the values of a text one by one: items of arrays, wrapped ones too, and objects in a row."""
    window = _Window(head, rest)
    while window.skip(_SEPARATORS):
        char = window.peek()
        if char == "[":
            window.pos += 1
            yield from _items(window)
        elif char == "{":
            yield from _object(window)
        else:
            yield window.take(is_whole=True)


def _items(window: _Window) -> Iterator[Value]:
    """Yield the items of an array that is open, to its end."""
    value = None
    while window.skip(_SEPARATORS):
        if window.peek() == "]":
            window.pos += 1
            return
        yield (value := window.take())
    if value is None or not value.fault:
        yield Value("", fault=_("The file ends before its list does; what should follow is missing."))


def _object(window: _Window) -> Iterator[Value]:
    """Yield the items of the list in an object, or the object itself where it holds none."""
    begin = window.mark()
    depth = _open_list(window)
    if not depth:
        window.return_to(begin)
        yield window.take(is_whole=True)
        return
    window.kept = None
    yield from _items(window)
    for _level in range(depth):
        yield from _leave(window)


def _open_list(window: _Window, depth: int = 1) -> int:
    """Go to the first item of the list in an object; return how deep it lies, 0 where there is none."""
    window.pos += 1
    while (key := window.take_key()) is not None and key not in RECORD_KEYS:
        opening = window.peek()
        if key in LISTS and opening == "[" and window.peek_second() == "{":
            window.pos += 1
            return depth
        if key in HOLDERS and opening == "{" and depth < NESTING:
            begin = window.mark()
            if found := _open_list(window, depth + 1):
                return found
            window.pos = (window.kept or 0) + begin
        if window.take(in_object=True).fault:
            return 0
    return 0


def _leave(window: _Window) -> Iterator[Value]:
    """Go on behind the object that holds the list; what else it says is of the list, not of an article."""
    while (key := window.take_key()) is not None:
        if key in LISTS and window.peek() == "[" and window.peek_second() == "{":
            window.pos += 1
            yield from _items(window)
        elif window.take(in_object=True).fault:
            return
    if window.skip(_SPACE) and window.peek() == "}":
        window.pos += 1


class _Window:
    """A part of a text that grows to hold the value at `pos` and forgets what is behind."""

    def __init__(self, head: str, rest: TextIO):
        self.text, self.rest, self.pos, self.at_end = head, rest, 0, False
        self.kept: int | None = None

    def grow(self) -> bool:
        """Read on, as much again as waits; forget what is read unless it is marked."""
        start = self.pos if self.kept is None else self.kept
        waiting = len(self.text) - start
        more = "" if self.at_end else self.rest.read(max(CHUNK, min(waiting, ITEM_LIMIT)))
        self.at_end = not more
        if start > CHUNK or start == len(self.text):
            self.text, self.pos = self.text[start:], self.pos - start
            self.kept = None if self.kept is None else 0
        self.text += more
        return bool(more)

    def mark(self) -> int:
        """Keep the text from here on, for `return_to`."""
        self.kept = self.pos if self.kept is None else self.kept
        return self.pos - self.kept

    def return_to(self, begin: int) -> None:
        self.pos, self.kept = (self.kept or 0) + begin, None

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Pass over what matches; say whether anything is left."""
        while True:
            found = pattern.match(self.text, self.pos)
            assert found is not None
            self.pos = found.end()
            if self.pos < len(self.text):
                return True
            if not self.grow():
                return False

    def peek(self) -> str:
        return self.text[self.pos : self.pos + 1]

    def peek_second(self) -> str:
        """Return the first sign inside an array at `pos`, or nothing."""
        while True:
            found = _SPACE.match(self.text, self.pos + 1)
            assert found is not None
            if found.end() < len(self.text) or not self.grow():
                return self.text[found.end() : found.end() + 1] or "?"

    def take_key(self) -> str | None:
        """Take `"key":` of an object, or nothing where there is none."""
        if not self.skip(_SEPARATORS) or self.peek() != '"':
            return None
        key = self.take(in_object=True)
        if not isinstance(key.data, str) or not self.skip(_SPACE) or self.peek() != ":":
            return None
        self.pos += 1
        self.skip(_SPACE)
        return key.data.lower()

    def take(self, *, is_whole: bool = False, in_object: bool = False) -> Value:
        """Take the value at `pos`; one that is not JSON is left behind as far as its end can be told."""
        while True:
            try:
                data, end = _DECODER.raw_decode(self.text, self.pos)
            except (ValueError, RecursionError) as error:
                if (value := self._take_fault(error, is_whole=is_whole)) is not None:
                    return value
            else:
                # A number may go on behind the window, and only there.
                if end < len(self.text) or self.text[end - 1] in '"]}' or not self.grow():
                    return self._checked(data, end, in_object=in_object)

    def _checked(self, data: Any, end: int, *, in_object: bool) -> Value:
        text, self.pos = self.text[self.pos : end], end
        if self.kept is not None and end - self.kept > ITEM_LIMIT:
            return Value(text, fault=_too_long())
        if not in_object and len(text) > ITEM_LIMIT:
            return Value(text[:ITEM_LIMIT], fault=_too_long())
        if not text.isascii() and any("\udc80" <= char <= "\udcff" for char in text):
            return Value(text, fault=_("The item holds bytes that are not in the encoding of the file."))
        return Value(text, data)

    def _take_fault(self, error: Exception, *, is_whole: bool) -> Value | None:
        """Find the end of an item that is not JSON; None where more text is needed to tell."""
        end = find_end(self.text, self.pos) or 0
        if end <= 0:
            resume = _RESUME_LINE if is_whole else _RESUME
            end = find_next(self.text, self._end_of_sound(error), resume)
            is_long = len(self.text) - self.pos > ITEM_LIMIT
            if end == len(self.text) and not is_long and self.grow():
                return None
        fault = _too_long() if end - self.pos > ITEM_LIMIT else _fault(error, self.pos)
        text, self.pos = self.text[self.pos : end], end
        if end == len(self.text):
            self._drain()
        return Value(text.rstrip(), fault=fault)

    def _end_of_sound(self, error: Exception) -> int:
        """Return where the fault begins, before the space that parts it from what is sound."""
        place = getattr(error, "pos", self.pos)
        return self.pos + len(self.text[self.pos : place].rstrip())

    def _drain(self) -> None:
        """Leave what follows a fault that has no end."""
        while self.grow():
            self.pos = len(self.text)


def find_end(text: str, pos: int) -> int | None:
    """Find where an item ends by its brackets; None where it does not end here, -1 where they do not fit."""
    open_: list[str] = []
    for token in _TOKEN.finditer(text, pos):
        sign = token[0]
        if sign == '"':
            return -1 if "\n" in text[token.end() :] else None
        if sign in "[{":
            open_.append(sign)
        elif sign in "]}" and open_:
            if open_.pop() != _PAIRS[sign]:
                return -1
            if not open_ and text[pos] in "[{":
                return token.end()
        elif not open_ and sign in "]},":
            # A stray bracket is an item of its own, or the walk would never leave it.
            return max(token.start(), pos + 1)
    return None


def find_next(text: str, pos: int, resume: re.Pattern[str]) -> int:
    """Find the next object that can be read behind a fault whose end cannot be told, or the end."""
    for found in islice(resume.finditer(text, pos), TRIES):
        try:
            _data, end = _DECODER.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        if _SPACE.sub("", text[end : end + 200])[:1] in ("{", ",", "]", ""):
            return found.start() + 1
    return len(text)


def _fault(error: Exception, pos: int) -> str:
    if isinstance(error, RecursionError):
        return _("The record is nested too deep.")
    place = getattr(error, "pos", pos) - pos + 1
    return _("The item is not JSON from character %(position)d on.") % {"position": place}


def _too_long() -> str:
    return _("The item is longer than %(most)d characters.") % {"most": ITEM_LIMIT}
