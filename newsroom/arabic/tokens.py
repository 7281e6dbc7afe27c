"""Find the words of a text, with offsets on the text as it is stored."""

import re
from collections.abc import Iterator

from newsroom.arabic.characters import ARABIC, INVISIBLES, MARKS, TATWEEL

# Marks, tatweel and joiners belong to the word; a digit parts from an Arabic letter: «الـ65» → ال، 65.
_ARABIC_WORD = f"[{ARABIC}]+(?:[{MARKS}{INVISIBLES}{TATWEEL}]+[{ARABIC}]+)*[{MARKS}{TATWEEL}]*"
_OTHER_WORD = f"(?:(?![{ARABIC}{TATWEEL}])[^\\W_])(?:(?![{ARABIC}{TATWEEL}])[^\\W_]|[\u0300-\u036f])*"
# Thousands in groups are one number: «75,000», «٧٥٬٠٠٠», «75،000»; a point may be that of a fraction.
_GROUPED = "(?:{})".format("|".join(rf"\d{{1,3}}(?:{mark}\d{{3}})+" for mark in ",٬،"))
_NUMBER = rf"(?<![0-9٠-٩][.,٬،]){_GROUPED}(?![^\W_])"
_WORD = re.compile(f"{_ARABIC_WORD}|{_NUMBER}|{_OTHER_WORD}")
_GROUPS = re.compile(_GROUPED)
_WORDS_PER_MINUTE = 180


def iter_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and surface of each word."""
    return ((match.start(), match.end(), match[0]) for match in _WORD.finditer(text))


def find_words(text: str) -> list[str]:
    """Return the surface of each word."""
    return _WORD.findall(text)


def ungrouped(word: str) -> str:
    """Write a number without the marks between its thousands: «75,000» → «75000»."""
    return re.sub("[,٬،]", "", word) if _GROUPS.fullmatch(word) else word


def words(text: str) -> int:
    """Count the words of a text."""
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(text: str) -> int:
    """Estimate the minutes a text takes to read, at least one."""
    return max(1, round(words(text) / _WORDS_PER_MINUTE))
