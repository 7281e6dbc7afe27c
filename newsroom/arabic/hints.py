"""Suggest when an undated article appeared, from what its own text says; never more than it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from newsroom.arabic.dates import build_day
from newsroom.arabic.months import GREGORIAN_MONTHS, ORDINALS, WEEKDAY_NUMBERS
from newsroom.arabic.normalize import fold_letters


@dataclass(frozen=True, slots=True)
class DateHint:
    """The weekday (Monday is 0) and the first and last day on which a text may have appeared."""

    weekday: int | None
    after: date | None
    before: date | None


class _Mention(NamedTuple):
    """A day (or None for a whole month) of a month, with its year or its place relative to the text."""

    day: int | None
    month: int
    year: int | None
    relation: str | None


def _names(table: dict[str, int]) -> str:
    return "|".join(sorted((name for name in table if not name.isascii()), key=len, reverse=True))


_RELATIONS = {
    "الماضي": "past", "الفاءت": "past", "المنصرم": "past", "المقبل": "next", "القادم": "next",
    "الجاري": "this", "الحالي": "this",
}  # fmt: skip
_MONTH = rf"(?:{_names(GREGORIAN_MONTHS)})"
# «17 مايو/أيار المقبل», «الثامن من ديسمبر/كانون الأول 2024», «في فبراير الماضي», after letter folding.
_MENTION = re.compile(
    rf"(?<!\w)(?:(?P<day>\d{{1,2}}|{_names(ORDINALS)})\s?(?:من\s)?(?:شهر\s)?)?"
    rf"(?P<month>{_MONTH})(?:\s?/\s?{_MONTH})?(?!\w)"
    rf"(?:\s?[،,]?\s?(?:من\s)?(?:العام\s|عام\s|سنه\s)?(?P<year>\d{{4}})(?!\d)|\s(?P<relation>{'|'.join(_RELATIONS)})(?!\w))?"
)
_NUMERIC = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_SENTENCE_END = re.compile(r"[.!?؟؛]\s|\n")
# A date with a year may lie ahead where its sentence looks forward.
_FORWARD = re.compile(
    r"(?<!\w)(?:و?س(?!يطر|يا[سدرح]|ينا|يد|تين|تار|ت[هو]|نو|نه|نغ|يبر|يول|ير[اه]|يما|ترا|ندا|نت|تاد|يل|يف)[يتن]\w{3,}|سوف|المقررة?|مقررا?|المزمع|المرتقب|المتوقع|يتوقع|بحلول|حتي|قبل|موعد\w*|اعتبارا"
    r"|ابتداء|بدءا?|المقبله?|القادمه?|ب?نهايه|الفتره|مهله|ل?غايه|و?[يت](?:نتهي|عتزم|قام|نطلق|ستضيف|جتمع|بدا|عقد|ستمر"
    r"|نظم|فتتح|غلق|حتضن|شارك|واجه|حدد|صادف|حل|لتقي|ستعد|مكن))(?!\w)"
)
_DAY_WORDS = {"اول امس": 2, "امس الاول": 2, "امس": 1, "اليوم": 0, "غدا": -1, "غد": -1, "بعد غد": -2}
_TODAY = re.compile(
    rf"(?<!\w)[وف]?({'|'.join(sorted(_DAY_WORDS, key=len, reverse=True))})\s?[(،,-]?\s?(?:يوم\s)?"
    rf"({_names(WEEKDAY_NUMBERS)})(?!\w)"
)
_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d.,/])")
_DAY = timedelta(days=1)
_NEAR = timedelta(days=100)


def weekday_hints(text: str) -> DateHint | None:
    """Read «اليوم الجمعة», «14 فبراير الماضي» and dated events out of a text; None where it tells nothing."""
    folded = "\n".join(map(fold_letters, text.splitlines()))
    weekday = _find_weekday(folded)
    after, before = _find_bounds(folded)
    if weekday is not None:
        after = after and after + _DAY * ((weekday - after.weekday()) % 7)
        before = before and before - _DAY * ((before.weekday() - weekday) % 7)
    if after and before and after > before:
        before = None
    return DateHint(weekday, after, before) if (weekday, after) != (None, None) else None


def _find_weekday(folded: str) -> int | None:
    """Return the day of publication that every such phrase agrees on: «أمس الخميس» → Friday."""
    days = {(WEEKDAY_NUMBERS[found[2]] + _DAY_WORDS[found[1]]) % 7 for found in _TODAY.finditer(folded)}
    return days.pop() if len(days) == 1 else None


def _find_bounds(folded: str) -> tuple[date | None, date | None]:
    mentions = list(_iter_mentions(folded))
    dated = [build_day(found.day, found.month, found.year) for found in mentions if found.day and found.year]
    known = max((day for day in dated if day), default=None)
    if known is None:
        return None, None
    relative = [found for found in mentions if found.relation]
    if not _is_recent(known, relative, folded):
        return known, None
    after, before = _narrow(known, relative)
    return (after, before) if after <= before else (known, None)


def _is_recent(known: date, relative: list[_Mention], folded: str) -> bool:
    """Tell whether the newest dated event is near enough to give «الماضي» and «المقبل» their year.

    Measured on dated articles: with «الماضي» alone one upper bound in three is wrong.
    """
    past = [abs(_nearest(found, known)[0] - known) for found in relative if found.relation == "past"]
    ahead = any(found.relation != "past" for found in relative)
    return ahead and bool(past) and min(past) <= _NEAR and known.year >= _newest_year(folded) - 1


def _iter_mentions(folded: str) -> Iterator[_Mention]:
    for sentence in _SENTENCE_END.split(folded):
        looks_forward = _FORWARD.search(sentence)
        for found in _MENTION.finditer(sentence):
            year = None if looks_forward else found["year"]
            yield _Mention(
                _read_day_number(found["day"]),
                GREGORIAN_MONTHS[found["month"]],
                int(year) if year else None,
                _RELATIONS.get(found["relation"] or ""),
            )
        for numeric in () if looks_forward else _NUMERIC.finditer(sentence):
            yield _Mention(int(numeric[1]), int(numeric[2]), int(numeric[3]), None)


def _read_day_number(word: str | None) -> int | None:
    if word is None:
        return None
    return int(word) if word.isdecimal() else ORDINALS[word]


def _newest_year(folded: str) -> int:
    return max((int(year) for year in _YEAR.findall(folded)), default=0)


def _narrow(known: date, mentions: list[_Mention]) -> tuple[date, date]:
    """Place «الماضي» at its occurrence nearest to the newest dated event, and «المقبل» after both."""
    after, before = known, date.max
    for found in sorted(mentions, key=lambda found: ("past", "this", "next").index(found.relation or "")):
        first, last = _nearest(found, known) if found.relation == "past" else _next_occurrence(found, after)
        match found.relation:
            case "past":
                after, before = max(after, last + _DAY), min(before, first + 365 * _DAY)
            case "this":
                after, before = max(after, first.replace(day=1)), min(before, _month_end(first))
            case "next":
                before = min(before, first - _DAY)
    return after, before


def _next_occurrence(found: _Mention, after: date) -> tuple[date, date]:
    """Return the first and last day of the first such day or month that begins after a day.

    «الجاري» may be the very month of that day.
    """
    after = after.replace(day=1) - _DAY if found.relation == "this" else after
    for year in (after.year, after.year + 1, after.year + 2):
        first = _safe_day(year, found.month, found.day or 1)
        if first > after:
            break
    return first, first if found.day else _month_end(first)


def _nearest(found: _Mention, known: date) -> tuple[date, date]:
    days = [_safe_day(known.year + years, found.month, found.day or 1) for years in (-1, 0, 1)]
    first = min(days, key=lambda day: abs(day - known))
    return first, first if found.day else _month_end(first)


def _safe_day(year: int, month: int, day: int) -> date:
    return build_day(day, month, year) or _month_end(date(year, month, 1))


def _month_end(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
