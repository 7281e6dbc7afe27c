"""Tell how much a text is like Arabic, by the letters that follow each other in news words."""

import re
from collections import Counter
from functools import cache
from math import log

from newsroom.arabic.characters import ARABIC_INDIC_DIGITS, LETTERS, MARKS, PERSIAN_DIGITS, TATWEEL
from newsroom.arabic.lexicon import frequencies
from newsroom.arabic.normalize import fold

# What else a newsroom writes beyond ASCII. « is 0xAB in windows-1256 and in Latin-1: it tells nothing.
USUAL = frozenset(f"،؛؟«»“”‘’–—…•\u00a0{ARABIC_INDIC_DIGITS}{PERSIAN_DIGITS}")
EDGE = " "
# Natural logarithms, seen against about -2.5 a letter of a right text.
USUAL_COST, MARK_COST, ODD_COST, BROKEN_COST, GLUED_COST = -3.0, -3.0, -9.0, -14.0, -9.0
_LETTER, _MARK = re.compile(f"[{LETTERS}]"), re.compile(f"[{MARKS}{TATWEEL}]")


def likeness(text: str) -> tuple[float, int]:
    """Return the log-likelihood of the characters beyond ASCII as Arabic, and how many they are."""
    pairs = Counter(zip(f" {text}", f"{text} ", strict=True))
    total = sum(count * _pair_cost(before, char) for (before, char), count in pairs.items())
    return total, sum(count for (_, char), count in pairs.items() if char > "\x7f")


@cache
def _pair_cost(before: str, char: str) -> float:
    is_after_letter = bool(_LETTER.match(before))
    if _LETTER.match(char):
        return _letter_cost(before, char, is_after_letter)
    end = _costs()[_base(before), EDGE] if is_after_letter and not _MARK.match(char) else 0.0
    if is_after_letter and char.isascii() and char.isalpha():
        end += GLUED_COST
    return end + _other_cost(char, is_after_letter)


def _letter_cost(before: str, char: str, is_after_letter: bool) -> float:
    if is_after_letter:
        return _costs()[_base(before), _base(char)]
    if before.isalpha() and before.isascii():
        return GLUED_COST
    return MARK_COST if _MARK.match(before) else _costs()[EDGE, _base(char)]


def _other_cost(char: str, is_after_letter: bool) -> float:
    if char.isascii():
        return 0.0 if char.isprintable() or char in "\t\r\n\f" else BROKEN_COST
    if _MARK.match(char):
        return MARK_COST if is_after_letter else ODD_COST
    if char in USUAL:
        return USUAL_COST
    return ODD_COST if char.isalpha() and char != "\ufffd" else BROKEN_COST


@cache
def _base(char: str) -> str:
    """Fold a letter; one that Arabic does not have stays itself: «أ» → «ا», «پ» → «پ»."""
    return fold(char)[:1] or char


@cache
def _costs() -> "_Costs":
    pairs: Counter[tuple[str, str]] = Counter()
    for word, count in frequencies().items():
        for pair in zip(f" {word}", f"{word} ", strict=True):
            pairs[pair] += count
    return _Costs(pairs)


class _Costs(dict[tuple[str, str], float]):
    """The logarithm of each letter after another; a pair that no word has costs as odd."""

    def __init__(self, pairs: Counter[tuple[str, str]]) -> None:
        totals: Counter[str] = Counter()
        for (before, _), count in pairs.items():
            totals[before] += count
        super().__init__({pair: max(log(count / totals[pair[0]]), ODD_COST) for pair, count in pairs.items()})

    def __missing__(self, pair: tuple[str, str]) -> float:
        return ODD_COST
