"""Read the texts of a page of results for the words exactly as typed, which the stems no longer tell."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from articles.search.highlighting import words_of
from articles.search.hits import Hit
from articles.search.scoring import Unit
from newsroom.arabic import analyser
from newsroom.arabic.characters import FOLDED_LETTERS, MARKS, PERSIAN_DIGITS, TATWEEL, TO_ARABIC_INDIC_DIGITS
from newsroom.arabic.tokens import find_words

_EXACT, _EXACT_ALONE = 3.0, 0.3
_WHOLE = 0.999
_IN_HEADLINE = 0.8
_SLIP = 0.5


def by_exact_words(
    stories: Sequence[Sequence[Hit]], texts: Mapping[int, tuple[str, str]], units: Sequence[Unit]
) -> list[Hit]:
    """Order stories anew by the copy of each that is nearest to what was typed, of equals the first.

    One that holds every word as typed weighs seven times as much as one that holds none so.
    """
    strength, whole = (_EXACT, _EXACT) if len(units) > 1 else (_EXACT_ALONE, 0.0)
    weighed = []
    for story in stories:
        closeness, hit = max(
            ((_closeness(*texts.get(hit.pk, ("", "")), units), hit) for hit in story),
            key=lambda pair: pair[0],
        )
        weighed.append((hit.score * (1 + strength * closeness**2 + whole * (closeness > _WHOLE)), hit))
    return [hit for _weight, hit in sorted(weighed, key=lambda pair: -pair[0])]


def _closeness(headline: str, text: str, units: Sequence[Unit]) -> float:
    """Return the share of the words as typed; in the headline other forms tell too."""
    total = sum(unit.rarity for unit in units) or 1.0
    reader = analyser()
    typed = reader.exact_forms({*find_words(headline), *words_of(text)})
    titled = set(reader.lexemes(headline))
    held = 0.0
    for unit in units:
        if unit.exact in typed:
            held += unit.rarity
        else:
            held += max(_slipped(unit, typed), _IN_HEADLINE * (unit.variants[0][0] in titled)) * unit.rarity
    return held / total


def _slipped(unit: Unit, typed: set[str]) -> float:
    """Weigh the word of a text that is a slip of the finger away from what was typed."""
    if not unit.slips:
        return 0.0
    likely = max(map(unit.slips.__getitem__, typed & unit.slips.keys()), default=0.0)
    return _SLIP + (1 - _SLIP) * likely if likely else 0.0


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
