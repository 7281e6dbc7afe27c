"""Order the characters of mixed text for the eye: the Unicode bidirectional algorithm (UAX #9).

For whoever draws text itself; browsers do this on their own. Of the algorithm the explicit embeddings and
isolates are left out: a headline comes without such controls (`plain`), and marks of direction count.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_EXPLICIT = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OPENING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "〈": "〉"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_NEUTRAL = {"B", "S", "WS", "ON"}
_NUMBERS = {"EN", "AN"}
# UAX #9, BD16: who nests deeper is not understood.
_DEEPEST = 63


class Run(NamedTuple):
    """Characters of one direction, from `start` until before `end`; an odd level runs right to left."""

    start: int
    end: int
    level: int

    @property
    def is_rtl(self) -> bool:
        return bool(self.level % 2)


def plain(text: str) -> str:
    """Leave out the controls that these levels do not know."""
    return _EXPLICIT.sub("", text)


def levels(text: str, *, is_rtl: bool) -> list[int]:
    """Return the level of each character in a paragraph: «في NASA» → 1 1 1 2 2 2 2."""
    base = "R" if is_rtl else "L"
    types = _weak([unicodedata.bidirectional(char) or "L" for char in text], base)
    _pair_brackets(text, types, base)
    _settle_neutrals(types, base)
    return [_implied(kind, int(is_rtl)) for kind in types]


def visual_runs(text: str, found: list[int], start: int, end: int, *, is_rtl: bool) -> list[Run]:
    """Return the runs of a line in the order in which they stand, from left to right (rules L1 and L2)."""
    last = end
    while last > start and unicodedata.bidirectional(text[last - 1]) in ("WS", "B", "S", "BN"):
        last -= 1
    line = found[start:last] + [int(is_rtl)] * (end - last)
    runs = list(_runs(line, start))
    for level in range(max(line, default=0), 0, -1):
        runs = _reversed_from(runs, level)
    return runs


def _weak(types: list[str], base: str) -> list[str]:
    """Settle marks, numbers and what stands beside numbers (rules W1 to W7)."""
    _settle_marks(types, base)
    strong = base
    for index, kind in enumerate(types):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            types[index] = "AN"
    types = ["R" if kind == "AL" else kind for kind in types]
    _join_numbers(types)
    _join_signs(types)
    types = ["ON" if kind in ("ES", "CS", "ET") else kind for kind in types]
    strong = base
    for index, kind in enumerate(types):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            types[index] = "L"
    return types


def _settle_marks(types: list[str], base: str) -> None:
    for index, kind in enumerate(types):
        if kind in ("NSM", "BN"):
            types[index] = types[index - 1] if index else base


def _join_numbers(types: list[str]) -> None:
    """One separator between two numbers of a kind belongs to them: 1.5, 10:30, ١٬٠٠٠ (W4)."""
    for index in range(1, len(types) - 1):
        before, kind, after = types[index - 1 : index + 2]
        if before == after and (kind, before) in (("ES", "EN"), ("CS", "EN"), ("CS", "AN")):
            types[index] = before


def _join_signs(types: list[str]) -> None:
    """Signs of money and per cent beside a number belong to it: 12%, $5 (W5)."""
    start = 0
    while start < len(types):
        end = start
        while end < len(types) and types[end] == "ET":
            end += 1
        if end > start and "EN" in (types[start - 1 : start] + types[end : end + 1]):
            types[start:end] = ["EN"] * (end - start)
        start = max(end, start + 1)


def _pair_brackets(text: str, types: list[str], base: str) -> None:
    """Let both brackets of a pair go the same way (rule N0)."""
    for opening, closing in _pairs(text, types):
        inside = {_strength(kind) for kind in types[opening + 1 : closing]} - {None}
        if not inside:
            continue
        before = (_strength(kind) for kind in reversed(types[:opening]))
        context = next((kind for kind in before if kind), base)
        settled = base if base in inside or context not in inside else context
        for bracket in (opening, closing):
            types[bracket] = settled
            _settle_marks_of(bracket, text, types)


def _settle_marks_of(bracket: int, text: str, types: list[str]) -> None:
    for index in range(bracket + 1, len(text)):
        if unicodedata.bidirectional(text[index]) not in ("NSM", "BN"):
            return
        types[index] = types[bracket]


def _pairs(text: str, types: list[str]) -> list[tuple[int, int]]:
    stack: list[tuple[str, int]] = []
    found = []
    for index, char in enumerate(text):
        if types[index] != "ON":
            continue
        if char in _OPENING:
            if len(stack) == _DEEPEST:
                return []
            stack.append((char, index))
        elif opening := _CLOSING.get(char):
            place = next((n for n in range(len(stack) - 1, -1, -1) if stack[n][0] == opening), None)
            if place is not None:
                found.append((stack[place][1], index))
                del stack[place:]
    return sorted(found)


def _strength(kind: str) -> str | None:
    """For neutrals a number is as good as a letter from right to left."""
    return "R" if kind in _NUMBERS else kind if kind in ("L", "R") else None


def _settle_neutrals(types: list[str], base: str) -> None:
    """What stands between two of one direction follows them, else the paragraph (N1, N2)."""
    start = 0
    while start < len(types):
        end = start
        while end < len(types) and types[end] in _NEUTRAL:
            end += 1
        if end > start:
            before = _strength(types[start - 1]) if start else base
            after = _strength(types[end]) if end < len(types) else base
            settled = before if before and before == after else base
            types[start:end] = [settled] * (end - start)
        start = max(end, start + 1)


def _implied(kind: str, base: int) -> int:
    """Raise what runs against its paragraph, and numbers above all (I1, I2)."""
    if base:
        return 1 if kind == "R" else 2
    return {"R": 1, "L": 0}.get(kind, 2)


def _runs(line: list[int], start: int) -> Iterator[Run]:
    first = 0
    for index in range(1, len(line) + 1):
        if index == len(line) or line[index] != line[first]:
            yield Run(start + first, start + index, line[first])
            first = index


def _reversed_from(runs: list[Run], level: int) -> list[Run]:
    """Reverse every stretch of runs that are at a level or above it."""
    turned: list[Run] = []
    stretch: list[Run] = []
    for run in runs:
        if run.level >= level:
            stretch.insert(0, run)
        else:
            turned += [*stretch, run]
            stretch = []
    return turned + stretch
