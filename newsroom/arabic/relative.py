"""Read days told relative to today: «أمس», «منذ ساعتين», «قبل 3 أيام»."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, tzinfo

from newsroom.arabic.clock import take_clock
from newsroom.arabic.months import WEEKDAY_NUMBERS

_DAYS = {
    "اليوم": 0, "today": 0, "امس": -1, "البارحه": -1, "yesterday": -1, "اول امس": -2, "امس الاول": -2,
    "غدا": 1, "الغد": 1, "tomorrow": 1, "بعد غد": 2, "بعد الغد": 2,
}  # fmt: skip
_UNITS = {
    "seconds": "ثانيه ثانيتين ثوان ثواني",
    "minutes": "دقيقه دقيقتين دقاءق",
    "hours": "ساعه ساعتين ساعات",
    "days": "يوم يومين ايام يوما",
    "weeks": "اسبوع اسبوعين اسابيع اسبوعا",
    "months": "شهر شهرين اشهر شهور شهرا",
    "years": "سنه سنتين سنوات عام عامين اعوام عاما",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_AGO = re.compile(r"(?:منذ|قبل|بعد)\s(?:(\d{1,4})\s([^\W\d]+)|([^\W\d]+)(?:\s(\d{1,4}|واحده?))?)")


def read_relative(field: str, today: date | None, zone: tzinfo) -> datetime | date | None:
    """Read a letter-folded field against today; hours need a today with a time."""
    if today is None:
        return None
    return _read_ago(field, today, zone) or _read_named_day(field, today, zone)


def _read_named_day(field: str, today: date, zone: tzinfo) -> datetime | date | None:
    clock, rest = take_clock(field)
    words = re.findall(r"[^\W\d_]+", rest)
    weekdays = [WEEKDAY_NUMBERS[word] for word in words if word in WEEKDAY_NUMBERS]
    name = " ".join(word for word in words if word not in WEEKDAY_NUMBERS and word != "يوم")
    if name not in _DAYS or re.search(r"\d", rest):
        return None
    day = _plain_day(today) + timedelta(days=_DAYS[name])
    if any(weekday != day.weekday() for weekday in weekdays):
        return None
    return datetime.combine(day, clock.time, clock.zone or zone) if clock else day


def _read_ago(field: str, today: date, zone: tzinfo) -> datetime | date | None:
    found = _AGO.fullmatch(field)
    word = (found[2] or found[3]) if found else None
    if not found or word not in _UNIT_OF:
        return None
    count = _count(found[1] or found[4], word)
    return _shift(today, -count if field[0] != "ب" else count, _UNIT_OF[word], zone)


def _count(digits: str | None, word: str) -> int:
    if digits and digits.isdecimal():
        return int(digits)
    return 2 if word.endswith("ين") else 1


def _shift(today: date, count: int, unit: str, zone: tzinfo) -> datetime | date | None:
    try:
        if unit in ("seconds", "minutes", "hours"):
            return _shift_clock(today, timedelta(**{unit: count}), zone)
        if unit in ("days", "weeks"):
            return _plain_day(today) + timedelta(**{unit: count})
        return _shift_months(_plain_day(today), count * (12 if unit == "years" else 1))
    except (ValueError, OverflowError):
        return None


def _shift_clock(today: date, elapsed: timedelta, zone: tzinfo) -> datetime | None:
    if not isinstance(today, datetime):
        return None
    return (today if today.tzinfo else today.replace(tzinfo=zone)) + elapsed


def _shift_months(day: date, count: int) -> date:
    """Move by months of the calendar; the 31st becomes the last day of a shorter month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _plain_day(today: date) -> date:
    return date(today.year, today.month, today.day)
