"""Find the slips of typography in Arabic copy and mend those whose mending leaves the wording as it was."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from newsroom.arabic.characters import ARABIC, MARKS, TATWEEL
from newsroom.arabic.lint_rules import RULES

_MOST_ROUNDS = 10
_SUGGESTED = {rule.id for rule in RULES if not rule.is_safe}


@dataclass(frozen=True, slots=True)
class Problem:
    """A slip between two offsets; replacement is None where there is no one way to mend it."""

    start: int
    end: int
    rule: str
    message: str
    replacement: str | None


# Addresses, and verses, which are never edited by rule.
_PROTECTED = re.compile(
    r"(?:https?://|www\.)\S++|(?<![\w.+-])[\w.+-]++@[\w.-]++|﴿[^﴿﴾]*+﴾|(?<!\S)[@#][\w.]++"
)
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]++")
_LETTER = re.compile(f"[{ARABIC}{MARKS}{TATWEEL}]")
_PAIRS = {"»": "«", ")": "(", "]": "[", "”": "“"}
_QUOTE_NAMES = {"«": "علامة تنصيص", "“": "علامة تنصيص", "(": "قوس", "[": "قوس"}
# «1)» and «أ)» open the items of a list.
_LIST_MARK = re.compile(r"(?:^|\s)\w{1,2}$")


def lint(text: str) -> list[Problem]:
    """Return the problems of a text in order, none overlapping another: «وصل, ثم» → latin-comma at 3."""
    found = sorted(_iter_problems(text), key=lambda problem: (problem.start, -problem.end))
    kept: list[Problem] = []
    for problem in found:
        if not kept or problem.start >= kept[-1].end:
            kept.append(problem)
    return kept


def fix(text: str) -> str:
    """Apply every safe replacement until none is left; fixing again changes nothing."""
    for _ in range(_MOST_ROUNDS):
        fixed = _apply(text, lint(text))
        if fixed == text:
            break
        text = fixed
    return text


def is_safe(problem: Problem) -> bool:
    """Tell whether fix() mends a problem by itself; spelling is only suggested."""
    return problem.replacement is not None and problem.rule not in _SUGGESTED


def _apply(text: str, problems: list[Problem]) -> str:
    pieces, end = [], 0
    for problem in problems:
        if is_safe(problem):
            pieces += [text[end : problem.start], problem.replacement or ""]
            end = problem.end
    return "".join([*pieces, text[end:]])


def _iter_problems(text: str) -> Iterator[Problem]:
    protected = [match.span() for match in _PROTECTED.finditer(text)]
    starts = [start for start, _ in protected]
    for problem in (*_iter_rules(text), *_iter_spaces(text), *_iter_unbalanced(text)):
        index = bisect_right(starts, problem.start) - 1
        if index < 0 or protected[index][1] <= problem.start:
            yield problem


def _iter_rules(text: str) -> Iterator[Problem]:
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            replacement = rule.replace(match)
            if replacement not in (None, match[0]):
                yield Problem(match.start(), match.end(), rule.id, rule.message, replacement)


def _iter_spaces(text: str) -> Iterator[Problem]:
    for match in _SPACES.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
        if found := _judge_space(before, match[0], after, text[end + 1 : end + 2] or "\n"):
            yield Problem(start, end, *found)


def _judge_space(before: str, spaces: str, after: str, next_after: str) -> tuple[str, str, str] | None:
    """Return rule, message and replacement for a run of spaces, or None where it is right."""
    if after == "\n":
        return "trailing-space", "مسافة في آخر السطر", ""
    if before == "\n":
        return None
    if before in "([«" or after in ")]»":
        return "space-inside-brackets", "مسافة داخل القوسين أو علامتي التنصيص", ""
    if after in "،؛؟!,;?:." and _LETTER.match(before) and next_after.isspace():
        return "space-before-punctuation", "مسافة قبل علامة الترقيم", ""
    return None if spaces == " " else ("odd-space", "مسافات متتابعة أو غير معتادة", " ")


def _iter_unbalanced(text: str) -> Iterator[Problem]:
    """Yield brackets and quotes without their other half, and the last of an odd number of like quotes."""
    # Some newsrooms open with the same ” that closes.
    same = '"' if "“" in text else '"”'
    opened: dict[str, list[int]] = {opener: [] for opener in _PAIRS.values()}
    for match in re.finditer(r"[«»()\[\]“”]", text):
        char, place = match[0], match.start()
        if char in same:
            continue
        if char in opened:
            opened[char].append(place)
        elif opened[_PAIRS[char]]:
            opened[_PAIRS[char]].pop()
        elif char != ")" or not _LIST_MARK.search(text, max(0, place - 4), place):
            yield _unbalanced(place, _PAIRS[char])
    for opener, places in opened.items():
        yield from (_unbalanced(place, opener) for place in places)
    yield from (_unbalanced(text.rindex(quote), "«") for quote in same if text.count(quote) % 2)


def _unbalanced(place: int, opener: str) -> Problem:
    message = f"{_QUOTE_NAMES[opener]} بلا نظيرها" if opener in "«“" else f"{_QUOTE_NAMES[opener]} بلا نظيره"
    return Problem(place, place + 1, "unbalanced", message, None)
