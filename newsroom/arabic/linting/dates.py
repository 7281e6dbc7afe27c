"""Days and dates that cannot both be right, and months named in two ways."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from newsroom.arabic.characters import TO_ASCII_DIGITS
from newsroom.arabic.dates import build_day
from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.rules import END, START, Pattern, Problem, Rule, ask, safe
from newsroom.arabic.months import EGYPTIAN, GREGORIAN_MONTHS, LEVANTINE, NAMES, WEEKDAY_NUMBERS, WEEKDAYS
from newsroom.arabic.normalize import fold

WEEKDAY = ask("weekday-date", "اسم اليوم لا يوافق التاريخ", "error")
NEAR = ask("weekday-near", "اسم اليوم لا يوافق أقرب تاريخ كهذا", "warning")
TODAY = ask("weekday-today", "اسم اليوم لا يوافق يوم النشر", "warning")
NO_DAY = ask("no-such-day", "لا يوجد هذا اليوم في التقويم", "error")
SLASH = safe("dual-month-spacing", "مسافة حول الشرطة بين اسمي الشهر")
MIXED = ask("mixed-months", "اسم واحد للشهر، وفي المقال شهور باسمين", "advice")
RULES = (WEEKDAY, NEAR, TODAY, NO_DAY, SLASH, MIXED)


def _any(names: set[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_MONTH = _any({name for names in NAMES.values() for name in names} | {"إبريل", "ابريل", "اغسطس", "اكتوبر"})
_DAY = _any({*WEEKDAYS, "الإثنين", "الأثنين", "الاربعاء", "الاحد"})
_YEAR = r"(?:[،,]?\s(?:من\s)?(?:العام\s|عام\s|سنة\s)?(?P<year>(?:19|20|١٩|٢٠)\d\d)(?!\d))"
_DATE = re.compile(
    rf"(?<!ليلة )(?<!ليل ){START}(?:[وفبل]?)(?P<weekday>{_DAY}){END}"
    r"(?:\s?[،,(-]\s?|\s)(?:الماضي\s|المقبل\s|القادم\s|الجاري\s|الموافق\s|المصادف\s|بتاريخ\s|في\s|ال)?"
    rf"(?:(?P<day>\d{{1,2}})\s(?:من\s)?(?:شهر\s)?(?P<month>{_MONTH})(?:\s?/\s?(?:{_MONTH})|\s\((?:{_MONTH})\))?{END}{_YEAR}?"
    r"|(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>\d{4})(?!\d))"
)
_DAYS = {"اليوم": 0, "أمس": -1, "امس": -1, "أول أمس": -2, "أمس الأول": -2, "غدا": 1, "غداً": 1, "غدًا": 1}
_RELATIVE = re.compile(rf"{START}[وف]?({_any(set(_DAYS))})\s?[،,(-]?\s?(?:يوم\s)?({_DAY}){END}")
_SINGLE = re.compile(rf"(?<![\d/])(\d{{1,2}}) ({_any({*EGYPTIAN, *LEVANTINE})}){END}(?!\s?/)")
_DUAL = re.compile(rf"{START}({_MONTH})\s?/\s?({_MONTH}){END}")
_ANY_DIGIT = re.compile(r"\d")
_YEARS = (-1, 0, 1)
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

PATTERNS = (
    # «فبراير/ شباط» → «فبراير/شباط»
    Pattern(
        SLASH,
        re.compile(rf"(?<!\w)({_MONTH})(?: /| (?=/)/ |/ )(?=(?:{_MONTH})(?!\w))"),
        lambda match: f"{match[1]}/",
        "/",
    ),
)


def find_dates(copy: Copy) -> Iterator[Problem]:
    """Yield weekdays that do not fit their date: «الجمعة 31/12/2024» → «الثلاثاء»."""
    for match in _DATE.finditer(copy.text) if _ANY_DIGIT.search(copy.text) else ():
        parts = _parts(match)
        if parts is None:
            continue
        day, month, year = parts
        if not 1 <= month <= 12 or not 1 <= day <= _LONGEST_MONTHS[month - 1]:
            yield NO_DAY.at(match.start("day") if match["day"] else match.start("d"), match.end())
        elif found := _judge(match["weekday"], day, month, year, copy.published):
            rule, number = found
            yield rule.at(*match.span("weekday"), WEEKDAYS[number])


def _parts(match: re.Match[str]) -> tuple[int, int, int | None] | None:
    """Return day, month and year; None for a year of the Hijri calendar."""
    if match["month"]:
        year = int(match["year"].translate(TO_ASCII_DIGITS)) if match["year"] else None
        return int(match["day"]), GREGORIAN_MONTHS[fold(match["month"])], year
    return (int(match["d"]), int(match["m"]), int(match["y"])) if int(match["y"]) > 1800 else None


def _judge(
    name: str, day: int, month: int, year: int | None, published: date | None
) -> tuple[Rule, int] | None:
    number = WEEKDAY_NUMBERS[fold(name)]
    if year:
        meant = build_day(day, month, year)
        return (WEEKDAY, meant.weekday()) if meant and meant.weekday() != number else None
    if published is None:
        return None
    near = [found for step in _YEARS if (found := build_day(day, month, published.year + step))]
    meant = min(near, key=lambda one: abs(one - published), default=None)
    return (NEAR, meant.weekday()) if meant and meant.weekday() != number else None


def find_today(copy: Copy) -> Iterator[Problem]:
    """Yield «اليوم الجمعة» in an article of another day."""
    if copy.published is None:
        return
    for match in _RELATIVE.finditer(copy.text):
        expected = (copy.published + timedelta(days=_DAYS[match[1]])).weekday()
        if WEEKDAY_NUMBERS[fold(match[2])] != expected:
            yield TODAY.at(*match.span(2), WEEKDAYS[expected])


def find_months(copy: Copy) -> Iterator[Problem]:
    """Yield «17 مايو» in an article that elsewhere has «14 فبراير/شباط»."""
    dual = _DUAL.search(copy.text) if "/" in copy.text else None
    if not dual:
        return
    is_egyptian_first = dual[1] in EGYPTIAN
    for match in _SINGLE.finditer(copy.text):
        number = GREGORIAN_MONTHS[fold(match[2])] - 1
        names = (EGYPTIAN[number], LEVANTINE[number])
        yield MIXED.at(*match.span(2), "/".join(names if is_egyptian_first else names[::-1]))
