"""Read the texts of a page of results for the words exactly as typed, which the stems no longer tell."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from articles.search.hits import Hit
from articles.search.scoring import Unit
from newsroom.arabic.characters import FOLDED_LETTERS, MARKS, PERSIAN_DIGITS, TATWEEL, TO_ARABIC_INDIC_DIGITS

_LONGEST_TEXT = 20_000
_EXACT = 1.0


def by_exact_words(hits: Sequence[Hit], texts: dict[int, str], units: Sequence[Unit]) -> list[Hit]:
    """Order hits anew: one that holds every word as typed weighs up to twice."""
    total = sum(unit.rarity for unit in units) or 1.0
    weighed: list[tuple[float, Hit]] = []
    for hit in hits:
        text = texts.get(hit.pk, "")[:_LONGEST_TEXT]
        held = sum(unit.rarity for unit in units if pattern(unit.exact).search(text))
        weighed.append((hit.score * (1 + _EXACT * (held / total) ** 2), hit))
    return [hit for _weight, hit in sorted(weighed, key=lambda pair: -pair[0])]


@lru_cache(maxsize=5000)
def pattern(folded: str) -> re.Pattern[str]:
    """Match a folded word in a text as it is stored, with its marks and spellings: «احمد» finds «أحمَد»."""
    letters = f"[{MARKS}{TATWEEL}]*".join(map(_class, folded))
    return re.compile(rf"(?<![^\W_]){letters}[{MARKS}{TATWEEL}]*(?![^\W_])", re.IGNORECASE)


@cache
def _class(letter: str) -> str:
    spelled = [letter, *(char for char, folded in FOLDED_LETTERS.items() if folded == letter)]
    if letter.isdecimal() and letter.isascii():
        spelled += [letter.translate(TO_ARABIC_INDIC_DIGITS), PERSIAN_DIGITS[int(letter)]]
    return f"[{re.escape(''.join(spelled))}]"
