"""Run all rules over a text, and mend what is safe to mend."""

from collections.abc import Iterable, Iterator
from datetime import date

from newsroom.arabic.linting import (
    characters,
    dates,
    encoding,
    headline,
    numbers,
    quotes,
    spaces,
    spelling,
    style,
)
from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.house import House
from newsroom.arabic.linting.rules import Problem, Rule, Severity

_FAMILIES = (encoding, characters, spaces, quotes, spelling, numbers, dates, style, headline)
RULES: dict[str, Rule] = {rule.id: rule for family in _FAMILIES for rule in family.RULES}
PATTERNS = (
    *characters.PATTERNS, *spaces.PATTERNS, *spelling.PATTERNS, *numbers.PATTERNS, *dates.PATTERNS,
)  # fmt: skip
_FINDERS = (
    encoding.find_damage, spaces.find_spaces, quotes.find_unbalanced, quotes.find_reversed,
    quotes.find_nested, quotes.find_styles, quotes.find_stops, spelling.find_slips, spelling.find_bare_an,
    spelling.find_wasl, spelling.find_repeated,
    numbers.find_digits, numbers.find_agreement, numbers.find_gender, dates.find_dates, dates.find_today,
    dates.find_months, style.find_tanween, style.find_seats, style.find_choices, style.find_names,
    style.find_mixed_names,
)  # fmt: skip
_MOST_ROUNDS = 10


def lint(text: str, *, house: House | None = None, published: date | None = None) -> list[Problem]:
    """Return the problems of a text in order, none overlapping another: «وصل, ثم» → latin-comma at 3.

    `published` is the day that «اليوم» means; without it no day is held against it.
    """
    return _settle(_iter_problems(Copy(text, house or House(), published)))


def lint_headline(text: str, *, house: House | None = None, published: date | None = None) -> list[Problem]:
    """Return the problems of a headline, which may be more than those of a text."""
    copy = Copy(text, house or House(), published)
    found = [problem for problem in headline.find_headline(copy) if problem.rule not in copy.house.off]
    whole = [problem for problem in found if problem.replacement is None and problem.end == len(text)]
    return [*whole, *_settle([*_iter_problems(copy), *(one for one in found if one not in whole)])]


def fix(text: str, *, house: House | None = None) -> str:
    """Apply every safe replacement until none is left; fixing again changes nothing."""
    for _ in range(_MOST_ROUNDS):
        fixed = _apply(text, lint(text, house=house))
        if fixed == text:
            break
        text = fixed
    return text


def is_safe(problem: Problem) -> bool:
    """Tell whether fix() mends a problem by itself; the rest is only suggested."""
    return problem.replacement is not None and RULES[problem.rule].is_safe


def severity_of(problem: Problem) -> Severity:
    return RULES[problem.rule].severity


def _settle(problems: Iterable[Problem]) -> list[Problem]:
    """Put problems in order, the longest first, and drop those that overlap one before."""
    kept: list[Problem] = []
    for problem in sorted(problems, key=lambda one: (one.start, -one.end)):
        if not kept or problem.start >= kept[-1].end:
            kept.append(problem)
    return kept


def _apply(text: str, problems: list[Problem]) -> str:
    pieces, end = [], 0
    for problem in problems:
        if is_safe(problem):
            pieces += [text[end : problem.start], problem.replacement or ""]
            end = problem.end
    return "".join([*pieces, text[end:]])


def _iter_problems(copy: Copy) -> Iterator[Problem]:
    off = copy.house.off
    for problem in _iter_all(copy):
        rule = RULES[problem.rule]
        is_theirs = rule.is_wording and problem.start in copy.quoted
        if problem.rule not in off and not is_theirs and problem.start not in copy.protected:
            yield problem


def _iter_all(copy: Copy) -> Iterator[Problem]:
    for one in PATTERNS:
        for match in one.finditer(copy.text):
            replacement = one.replace(match)
            if replacement not in (None, match[0]):
                yield one.rule.at(match.start(), match.end(), replacement)
    for find in _FINDERS:
        yield from find(copy)
