"""What a rule is, and what it finds."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from newsroom.arabic.characters import ARABIC, MARKS, TATWEEL

Severity = Literal["error", "warning", "advice"]

# Bodies of patterns: a letter or what hangs on one, a letter alone, and the end of a word.
LETTER = f"[{ARABIC}{MARKS}{TATWEEL}]"
BASE = f"[{ARABIC}]"
START, END = rf"(?<!{LETTER})(?<!\w)", rf"(?!{LETTER})(?!\w)"


@dataclass(frozen=True, slots=True)
class Problem:
    """A slip between two offsets; replacement is None where there is no one way to mend it."""

    start: int
    end: int
    rule: str
    message: str
    replacement: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What is told of a slip, how grave it is, and whether mending leaves the wording as it was.

    A rule of wording says nothing of what is quoted: those are another's words.
    """

    id: str
    message: str
    severity: Severity = "warning"
    is_safe: bool = False
    is_wording: bool = False

    def at(self, start: int, end: int, replacement: str | None = None, message: str = "") -> Problem:
        return Problem(start, end, self.id, message or self.message, replacement)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule that is broken wherever a pattern matches, and what to put there.

    A text with none of `needs` is not searched.
    """

    rule: Rule
    pattern: re.Pattern[str]
    replace: Callable[[re.Match[str]], str | None]
    needs: Iterable[str] = ()

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        if self.needs and not any(part in text for part in self.needs):
            return iter(())
        return self.pattern.finditer(text)


def put(text: str) -> Callable[[re.Match[str]], str]:
    """Replace by a text, whatever matched."""
    return lambda match: text


def safe(id: str, message: str, severity: Severity = "warning") -> Rule:
    return Rule(id, message, severity, is_safe=True)


def ask(id: str, message: str, severity: Severity = "warning") -> Rule:
    return Rule(id, message, severity)


def wording(id: str, message: str, severity: Severity = "advice") -> Rule:
    return Rule(id, message, severity, is_wording=True)
