"""A text as the rules read it: where its quotations are, and what no rule may touch."""

import re
from bisect import bisect_right
from datetime import date
from functools import cached_property

from newsroom.arabic.linting.house import House
from newsroom.arabic.tokens import iter_words

# Addresses, handles, and verses, which are never edited by rule.
_PROTECTED = re.compile(
    r"(?:https?://|www\.)\S++|(?<![\w.+-])[\w.+-]++@[\w.-]++|﴿[^﴿﴾]*+﴾|(?<!\S)[@#][\w.]++"
)
_QUOTED = re.compile(r"«[^«»]*+»|“[^“”]*+”|\"[^\"\n]*+\"|”[^”\n]*+”")
_PLACE = re.compile(r"\S*+")
_WIDEST = 80


class Spans:
    """Stretches of a text in order, none overlapping another."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._spans = [match.span() for match in pattern.finditer(text)]
        self._starts = [start for start, _end in self._spans]

    def __contains__(self, place: int) -> bool:
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._spans[index][1]


class Copy:
    """A text, the choices of its house, and what rules ask of both."""

    def __init__(self, text: str, house: House, published: date | None = None) -> None:
        self.text, self.house, self.published = text, house, published

    @cached_property
    def words(self) -> list[tuple[int, int, str]]:
        return list(iter_words(self.text))

    @cached_property
    def surfaces(self) -> frozenset[str]:
        return frozenset(word for _start, _end, word in self.words)

    @cached_property
    def protected(self) -> Spans:
        return Spans(_PROTECTED, self.text)

    @cached_property
    def quoted(self) -> Spans:
        return Spans(_QUOTED, self.text)


def surroundings(text: str, start: int, end: int) -> str:
    """Return a place with the whole words at it, by which it is known again: «،ثم» → «قال،ثم»."""
    before = re.search(r"\S*\s?\Z", text[max(0, start - _WIDEST) : start])
    after = _PLACE.match(text, end + 1 if text[end : end + 1].isspace() else end)
    last = min(after.end() if after else end, end + _WIDEST)
    return " ".join(text[start - len(before[0] if before else "") : last].split())
