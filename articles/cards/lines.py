"""Break a text into lines by words, in the largest size that fits; what does not is cut at its very end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.cards.faces import UNITS, width_of
from newsroom.arabic.characters import MARKS

ELLIPSIS = "…"
_BEFORE_ELLIPSIS = " ،؛,;:.!؟?-–—«(["
# No word of any headline is wider; an address may be.
_ENDLESS = re.compile(rf"(\S{{24}})(?=[^\s{MARKS}])")
# Where the lines of a size could be of one length, none stands nearly empty.
_STEPS = 12


@dataclass(frozen=True, slots=True)
class Fitted:
    size: int
    lines: tuple[str, ...]


def fit(text: str, *, width: int, weight: int, sizes: Sequence[tuple[int, int]]) -> Fitted:
    """Return the lines in the first of the sizes, given as (pixels, most lines), that holds all of them."""
    for size, most in sizes:
        lines = _broken(text.split(), width * UNITS // size, weight)
        if lines is not None and len(lines) <= most:
            return Fitted(size, _balanced(text.split(), lines, width * UNITS // size, weight))
    size, most = sizes[-1]
    return Fitted(size, _cut(text, width * UNITS // size, weight, most))


def _broken(words: list[str], limit: int, weight: int) -> tuple[str, ...] | None:
    """Fill lines one after the other; None where a word alone is too wide."""
    if any(width_of(word, weight) > limit for word in words):
        return None
    return tuple(" ".join(line) for line in _filled(words, limit, weight))


def _filled(words: list[str], limit: int, weight: int) -> Iterator[list[str]]:
    line: list[str] = []
    taken, space = 0, width_of(" ", weight)
    for word in words:
        wanted = width_of(word, weight)
        if line and taken + space + wanted > limit:
            yield line
            line, taken = [], 0
        taken += wanted + (space if line else 0)
        line.append(word)
    if line:
        yield line


def _balanced(words: list[str], lines: tuple[str, ...], limit: int, weight: int) -> tuple[str, ...]:
    """Narrow the lines as long as they stay as many, so that the last is no lonely word."""
    if len(lines) < 2:
        return lines
    narrow, wide, best = limit // 2, limit, lines
    for _step in range(_STEPS):
        middle = (narrow + wide) // 2
        tried = _broken(words, middle, weight)
        if tried is not None and len(tried) == len(lines):
            wide, best = middle, tried
        else:
            narrow = middle
    return best


def _cut(text: str, limit: int, weight: int, most: int) -> tuple[str, ...]:
    """Keep as many words as the lines hold with the sign of an omission after them."""
    words = _ENDLESS.sub(r"\1 ", text).split()
    for count in range(len(words), 0, -1):
        kept = " ".join(words[:count])
        if count < len(words):
            kept = kept.rstrip(_BEFORE_ELLIPSIS) + ELLIPSIS
        lines = _broken(kept.split(), limit, weight)
        if lines is not None and len(lines) <= most:
            return lines
    return (ELLIPSIS,)
