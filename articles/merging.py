"""Join two texts that grew from one: what only one side changed is taken, where both did a person chooses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from articles.records import Record
from articles.sanitizing import body_html, plain_text

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>]*?(/?)>", re.IGNORECASE)
_VOID = {"br", "hr", "img", "col"}
# Two paragraphs are one that was edited when they share so much; beyond so many pairs their places tell.
ALIKE = 0.4
MOST_PAIRS = 900

LISTS = ("keywords", "images", "read_also", "similar")
VALUES = ("headline", "summary", "byline", "section", "source", "url", "published_at", "language")


class Pick(StrEnum):
    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """One place where a choice is to be made, or none where the sides agree (`picks` empty)."""

    theirs: Any
    mine: Any
    pick: Pick = Pick.MINE
    picks: tuple[Pick, ...] = ()

    def value(self, pick: Pick) -> list[Any]:
        chosen = {Pick.THEIRS: [self.theirs], Pick.MINE: [self.mine], Pick.BOTH: [self.theirs, self.mine]}
        return [each for each in chosen.get(pick, []) if each is not None]


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the record with its rows; the body has one a paragraph."""

    name: str
    rows: list[Row]

    @property
    def differs(self) -> bool:
        return any(row.picks for row in self.rows)


def plan(theirs: Record, mine: Record, base: Record | None) -> list[Part]:
    """List where two records differ, with the choice that loses nothing; without `base` none is sure."""
    parts = [_value_part(name, theirs, mine, base) for name in VALUES[:2]]
    parts.append(_body_part(theirs, mine, base))
    parts += [_value_part(name, theirs, mine, base) for name in VALUES[2:]]
    parts += [_list_part(name, theirs, mine, base) for name in LISTS]
    return [part for part in parts if part.differs]


def merged(theirs: Record, mine: Record, base: Record | None, picks: dict[str, str]) -> Record:
    """Return the record that the picks make: «body-2» → «both»; what is not picked goes as proposed."""
    values = {}
    for part in plan(theirs, mine, base):
        chosen = [
            value for n, row in enumerate(part.rows) for value in row.value(_picked(part, n, row, picks))
        ]
        values[part.name] = _joined(part.name, chosen)
    data = {**theirs.to_json(), **values}
    record = Record.from_mapping(data, may_be_blank=True)
    record.hints, record.page = theirs.hints, theirs.page
    return record


def _picked(part: Part, number: int, row: Row, picks: dict[str, str]) -> Pick:
    asked = picks.get(f"{part.name}-{number}")
    return Pick(asked) if asked in row.picks else row.pick


def _joined(name: str, chosen: list[Any]) -> Any:
    if name == "body":
        return "\n".join(chosen)
    if name in LISTS:
        return [
            entry for number, entry in enumerate(sum(chosen, [])) if entry not in sum(chosen, [])[:number]
        ]
    if name == "summary" and len(chosen) > 1:
        return "\n".join(chosen)
    return chosen[0].isoformat() if hasattr(chosen[0], "isoformat") else chosen[0]


def _value_part(name: str, theirs: Record, mine: Record, base: Record | None) -> Part:
    one, other = getattr(theirs, name) or "", getattr(mine, name) or ""
    if one == other:
        return Part(name, [])
    picks = (
        (Pick.THEIRS, Pick.MINE, Pick.BOTH)
        if name == "summary" and one and other
        else (Pick.THEIRS, Pick.MINE)
    )
    was = None if base is None else getattr(base, name) or ""
    return Part(name, [Row(one, other, Pick.THEIRS if other == was else Pick.MINE, picks)])


def _list_part(name: str, theirs: Record, mine: Record, base: Record | None) -> Part:
    one, other = getattr(theirs, name), getattr(mine, name)
    if one == other:
        return Part(name, [])
    was = None if base is None else getattr(base, name)
    pick = Pick.THEIRS if other == was else Pick.MINE if one == was else Pick.BOTH
    return Part(name, [Row(one, other, pick, (Pick.THEIRS, Pick.MINE, Pick.BOTH))])


def _body_part(theirs: Record, mine: Record, base: Record | None) -> Part:
    texts = [split_blocks(body_html(record.body)) for record in (theirs, mine)]
    was = None if base is None else split_blocks(body_html(base.body))
    return Part("body", [row for chunk in _chunks(*texts, was) for row in _rows(*chunk)])


def split_blocks(html: str) -> list[str]:
    """Split a clean body into its outermost blocks: "<p>أ</p><ul><li>ب</li></ul>" → two."""
    blocks, depth, start = [], 0, 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _VOID or tag[3]:
            continue
        if depth == 0 and not tag[1]:
            blocks.append(html[start : tag.start()])
            start = tag.start()
        depth += -1 if tag[1] else 1
        if depth == 0:
            blocks.append(html[start : tag.end()])
            start = tag.end()
    return [block.strip() for block in (*blocks, html[start:]) if block.strip()]


Chunk = tuple[list[str], list[str], list[str] | None]


def _chunks(theirs: list[str], mine: list[str], base: list[str] | None) -> Iterator[Chunk]:
    """Cut three texts where all three agree; (theirs, mine, base) of each piece, agreed ones too."""
    if base is None:
        for _tag, i1, i2, j1, j2 in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
            yield theirs[i1:i2], mine[j1:j2], None
        return
    place, one, other = 0, 0, 0
    for begin, t, m, size in [*_agreed(theirs, mine, base), (len(base), len(theirs), len(mine), 0)]:
        if (place, one, other) != (begin, t, m):
            yield theirs[one:t], mine[other:m], base[place:begin]
        if size:
            yield theirs[t : t + size], mine[m : m + size], base[begin : begin + size]
        place, one, other = begin + size, t + size, m + size


def _agreed(theirs: list[str], mine: list[str], base: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """List the runs of `base` that both sides kept: (place in base, in theirs, in mine, length)."""
    ours = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    for a, t, length in SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks():
        for b, m, size in ours:
            begin, end = max(a, b), min(a + length, b + size)
            if begin < end:
                yield begin, t + begin - a, m + begin - b, end - begin


def _rows(theirs: list[str], mine: list[str], base: list[str] | None) -> Iterator[Row]:
    if theirs == mine:
        yield from (Row(block, block) for block in theirs)
        return
    for one, other in _pairs(theirs, mine):
        yield _row(one, other, base or [])


def _row(one: str | None, other: str | None, base: list[str]) -> Row:
    """Propose the side that is no more what it was; where both are new, both."""
    is_old, other_is_old = one in base, other in base
    if one == other:
        return Row(one, other)
    if one is not None and other is not None:
        pick = Pick.BOTH if is_old == other_is_old else Pick.MINE if is_old else Pick.THEIRS
        return Row(one, other, pick, (Pick.THEIRS, Pick.MINE, Pick.BOTH))
    # It stands on one side: what was there before is taken out by the other, what is new stays.
    has = Pick.MINE if one is None else Pick.THEIRS
    return Row(one, other, Pick.NONE if is_old or other_is_old else has, (has, Pick.NONE))


def _pairs(theirs: Sequence[str], mine: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Set beside each other the paragraphs that are one, edited; in the order of both."""
    table = _likeness(theirs, mine)
    pairs: list[tuple[str | None, str | None]] = []
    i, j = len(theirs), len(mine)
    while i and j:
        if table[i][j] == table[i][j - 1]:
            j -= 1
            pairs.append((None, mine[j]))
        elif table[i][j] == table[i - 1][j]:
            i -= 1
            pairs.append((theirs[i], None))
        else:
            i, j = i - 1, j - 1
            pairs.append((theirs[i], mine[j]))
    pairs += [(None, mine[k]) for k in reversed(range(j))]
    pairs += [(theirs[k], None) for k in reversed(range(i))]
    return pairs[::-1]


def _likeness(theirs: Sequence[str], mine: Sequence[str]) -> list[list[float]]:
    """Weigh the best pairing of each beginning with each, as the longest common sequence is found."""
    words = [[plain_text(block).split() for block in side] for side in (theirs, mine)]
    is_many = len(theirs) * len(mine) > MOST_PAIRS
    table = [[0.0] * (len(mine) + 1) for _block in range(len(theirs) + 1)]
    for i, one in enumerate(words[0], 1):
        for j, other in enumerate(words[1], 1):
            like = float(i == j) if is_many else SequenceMatcher(None, one, other, autojunk=False).ratio()
            paired = table[i - 1][j - 1] + like if like >= ALIKE else 0
            table[i][j] = max(table[i - 1][j], table[i][j - 1], paired)
    return table
