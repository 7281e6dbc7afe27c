"""Read the date field of an article as the Arab press writes it; a whole field, never a find in prose."""

import re
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from hijridate import Hijri

from newsroom.arabic.clock import Clock, build_offset, build_time, take_clock
from newsroom.arabic.months import WEEKDAY_NUMBERS, take_months, take_numbers
from newsroom.arabic.normalize import fold_letters
from newsroom.arabic.relative import read_relative

DEFAULT_ZONE = ZoneInfo("Asia/Riyadh")
_LONGEST = 200
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_HIJRI_BEFORE = 1600

_LABEL = re.compile(
    r"^(?:تم\s|تاريخ\s|وقت\s|اخر\s)?(?:النشر|نشرت?|التحديث|تحديث|محدث|حدث(?=\s?:)|تعديل|التاريخ|تاريخ|حررت?|منشور|اضيفت?|ادرجت?|كتب(?=\s?(?:في|بتاريخ|:))|published|updated|posted|date)"
    r"(?:\sالاخير)?(?:\s(?:في|بتاريخ|يوم|on|at))*(?:\s?[:|/-]\s?|\s)"
)
_ISO = re.compile(
    r"(\d{4})([-/.:]?)(\d{2})\2(\d{2})"
    r"(?:(?:t|[ .|_-]+)(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s?"
    r"(z|utc|gmt|([+-])(\d{2}):?(\d{2})?)?)?"
)
# JavaScript prints «GMT+0300 (Arabian Standard Time)».
_ZONE_NAME = re.compile(r" \([a-z ]+\)$")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?!\d)")
_WORD = re.compile(r"\d+(?=(?:st|nd|rd|th)(?!\w))|(?<=\d)(?:st|nd|rd|th)(?!\w)|\d+|[^\W\d_]+")
_ERAS = re.compile(r"[(،,]?\s?(?<!\w)الموافق(?:ه)?(?:\sل(?!\w))?|(?<=\d)\s?(?:ه|هجري|هجريه)(?!\w)")
_NOISE = {
    "يوم", "في", "علي", "بتاريخ", "م", "ميلادي", "ميلاديه", "من", "شهر", "عام", "سنه", "لعام", "لسنه", "ل",
    "اخر", "تحديث", "هذا", "st", "nd", "rd", "th", "and", "of", "on", "the", "at", "gmt", "utc",
}  # fmt: skip


def parse_date(text: str, *, today: date | None = None, tz: tzinfo | None = None) -> datetime | date | None:
    """Read a date: «17 مايو/أيار 2025» → date, with a time → aware datetime (in tz unless it names a zone).

    Numbers are day/month/year, always. Relative days («أمس») are read only where today is given.
    """
    if len(text) > _LONGEST:
        return None
    zone = tz or DEFAULT_ZONE
    field = _ZONE_NAME.sub("", _LABEL.sub("", fold_letters(text), count=1))
    return _read_iso(field, zone) or _read_written(field, zone) or read_relative(field, today, zone)


def build_day(day: int, month: int, year: int) -> date | None:
    """Return a day; a year before 1600 is of the Hijri calendar (Umm al-Qura)."""
    try:
        if year < _HIJRI_BEFORE:
            hijri = Hijri(year, month, day).to_gregorian()
            return date(hijri.year, hijri.month, hijri.day)
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except (ValueError, OverflowError):
        return None


def _read_iso(field: str, zone: tzinfo) -> datetime | date | None:
    found = _ISO.fullmatch(field)
    if not found:
        return None
    year, _, month, day, hour, minute, second, fraction, offset, sign, hours, minutes = found.groups()
    read = build_day(int(day), int(month), int(year))
    if not read or not hour:
        return read
    clock = build_time(hour, minute, second, fraction, None)
    zone = (build_offset(sign or "+", hours or "0", minutes) or zone) if offset else zone
    return datetime.combine(read, clock, zone) if clock else None


def _read_written(field: str, zone: tzinfo) -> datetime | date | None:
    clock, rest = take_clock(field)
    read = read_day(rest)
    return combine(read, clock, zone) if read else None


def combine(day: date, clock: Clock | None, zone: tzinfo) -> datetime | date:
    """Join a day and a time; a day without one stays a day."""
    return datetime.combine(day, clock.time, clock.zone or zone) if clock else day


def read_day(text: str) -> date | None:
    """Read the day of a letter-folded field; of a Hijri and a Gregorian one trust the Gregorian."""
    parts = [part for part in _ERAS.split(text) if not _is_noise(part)]
    if not 1 <= len(parts) <= 2:
        return None
    numbers = [found for found in map(_read_numbers, parts) if found]
    gregorian = [found for found in numbers if found[2] >= _HIJRI_BEFORE]
    if len(numbers) != len(parts) or (len(parts) == 2 and len(gregorian) != 1):
        return None
    return build_day(*(gregorian or numbers)[0])


def _is_noise(text: str) -> bool:
    return all(word in _NOISE or word in WEEKDAY_NUMBERS for word in _words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _read_numbers(text: str) -> tuple[int, int, int] | None:
    """Return the day, month and year of a text that holds one date and nothing else."""
    found = _NUMERIC.search(text)
    if not found:
        return read_named(_words(text))
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return _order(found[1], found[3], found[4]) if _is_noise(rest) else None


def _order(first: str, month: str, last: str) -> tuple[int, int, int] | None:
    """Put day, month and year in order: the year is the one of four digits, else there is none."""
    if len(first) == 4 and len(last) <= 2:
        return int(last), int(month), int(first)
    if len(last) == 4 and len(first) <= 2:
        return int(first), int(month), int(last)
    return None


def read_named(words: list[str]) -> tuple[int, int, int] | None:
    """Return day, month and year of words with a month name in them: 17 مايو ايار 2025."""
    months, rest = take_months([word for word in words if word not in _NOISE])
    numbers, unknown = take_numbers([word for word in rest if word not in WEEKDAY_NUMBERS])
    years = [number for number in numbers if number >= _FIRST_YEAR]
    days = [number for number in numbers if number <= 31]
    if unknown or len(months) != 1 or len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return None
    month, is_hijri = months.pop()
    return (days[0], month, years[0]) if is_hijri == (years[0] < _HIJRI_BEFORE) else None
