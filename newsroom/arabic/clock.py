"""Read the time of day and its zone out of a date field."""

import re
from datetime import UTC, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

_HALF = r"(?:a\.?m\.?|p\.?m\.?|صباحا|مساء|ظهرا|عصرا|فجرا|ليلا|ص|م)(?!\w)"
_HOUR_WORD = r"(?:(?:علي|في|عند)\s+)?(?:تمام\s+)?الساعه\s*:?\s*"
# After letter folding: «الساعة 11:15 صباحًا» is «الساعه 11:15 صباحا».
_CLOCK = re.compile(
    rf"(?:{_HOUR_WORD})?(?<![\d:.,])(\d{{1,2}})(?::|(?<=\d)h(?=\d))(\d{{2}})(?::(\d{{2}})(?:[.,](\d{{1,9}}))?)?(?![\d:])"
    rf"\s?({_HALF})?"
)
_BARE_HOUR = re.compile(
    rf"{_HOUR_WORD}(\d{{1,2}})(?:\.(\d{{2}}))?(?![\d:/.-])\s?({_HALF})?"
    rf"|(?<![\d:/.-])(\d{{1,2}})\s?(am|pm|صباحا|مساء|ظهرا|عصرا|فجرا|ليلا)(?!\w)"
)
_OFFSET = re.compile(
    r"(?:gmt|utc)?\s?([+-])(\d{2}):?(\d{2})(?![\d/.:-])"
    r"|(?:gmt|utc)\s?([+-])(\d{1,2})(?![\d/.:-])"
    # PHP and PostgreSQL call the zone of Riyadh «+03»; before anything else that would be a day.
    r"|([+-])(0\d|1[0-4])\s*\Z"
)

_PLACES = {
    "مكه المكرمه": "Asia/Riyadh", "مكه": "Asia/Riyadh", "السعوديه": "Asia/Riyadh", "الرياض": "Asia/Riyadh",
    "القاهره": "Africa/Cairo", "مصر": "Africa/Cairo", "القدس المحتله": "Asia/Jerusalem",
    "القدس": "Asia/Jerusalem", "فلسطين": "Asia/Hebron", "غزه": "Asia/Gaza", "بيروت": "Asia/Beirut",
    "دمشق": "Asia/Damascus", "بغداد": "Asia/Baghdad", "عمان": "Asia/Amman", "الكويت": "Asia/Kuwait",
    "الدوحه": "Asia/Qatar", "ابوظبي": "Asia/Dubai", "ابو ظبي": "Asia/Dubai", "دبي": "Asia/Dubai",
    "الامارات": "Asia/Dubai", "مسقط": "Asia/Muscat", "صنعاء": "Asia/Aden", "المنامه": "Asia/Bahrain",
    "الخرطوم": "Africa/Khartoum", "طرابلس": "Africa/Tripoli", "تونس": "Africa/Tunis",
    "الجزاءر": "Africa/Algiers", "المغرب": "Africa/Casablanca", "الرباط": "Africa/Casablanca",
    "نواكشوط": "Africa/Nouakchott", "اسطنبول": "Europe/Istanbul", "انقره": "Europe/Istanbul",
    "اليمن": "Asia/Aden", "عدن": "Asia/Aden", "قطر": "Asia/Qatar", "العراق": "Asia/Baghdad",
    "الاردن": "Asia/Amman", "سوريا": "Asia/Damascus", "لبنان": "Asia/Beirut", "ليبيا": "Africa/Tripoli",
    "البحرين": "Asia/Bahrain", "سلطنه عمان": "Asia/Muscat", "السودان": "Africa/Khartoum",
    "موريتانيا": "Africa/Nouakchott", "تركيا": "Europe/Istanbul", "طهران": "Asia/Tehran",
    "لندن": "Europe/London", "باريس": "Europe/Paris", "موسكو": "Europe/Moscow", "واشنطن": "America/New_York",
    "غرينتش": "UTC", "جرينتش": "UTC", "غرينيتش": "UTC", "gmt": "UTC", "utc": "UTC", "gst": "Asia/Dubai",
}  # fmt: skip
# RFC 2822, section 4.3; then those that servers of the region print: AST is Arabia's.
_OBSOLETE = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "ast": 3, "eet": 2, "eest": 3, "cet": 1, "cest": 2, "wet": 0, "west": 1, "msk": 3, "trt": 3,
}  # fmt: skip
_PLACE = "|".join(sorted(_PLACES, key=len, reverse=True))
_ZONE = re.compile(
    rf"(?:ب?(?:حسب\s)?توقيت\s(?:مدينه\s)?({_PLACE})(?!\w)|\(\s?({_PLACE})\s?\)"
    rf"|(?<!\w)(gmt|utc|gst|[غج]رين[ي]?تش|z|{'|'.join(_OBSOLETE)})(?!\w))"
)


class Clock(NamedTuple):
    """A time of day, with its zone where one is printed."""

    time: time
    zone: tzinfo | None


def take_clock(text: str) -> tuple[Clock | None, str]:
    """Return the first time of a letter-folded field and the field without its times and zones.

    A second time must name a zone of its own («16:25 (مكة المكرمة)، 13:25 (غرينتش)»), or it is left in.
    """
    clock, rest = _take_one(text)
    if clock and clock.zone:
        second, shorter = _take_one(rest)
        if second and second.zone:
            return clock, shorter
    return clock, rest


def _take_one(text: str) -> tuple[Clock | None, str]:
    found = _CLOCK.search(text)
    if found:
        hour, minute, second, fraction, half = found.groups()
    elif found := _BARE_HOUR.search(text):
        hour, half = found[1] or found[4], found[3] or found[5]
        minute, second, fraction = found[2], None, None
    else:
        return None, text
    moment = build_time(hour, minute, second, fraction, half)
    if not moment:
        return None, text
    zone, after = _take_zone(text[found.end() :])
    return Clock(moment, zone), f"{text[: found.start()]} {after}"


def _take_zone(text: str) -> tuple[tzinfo | None, str]:
    """Return the zone printed right after a time, or after بتوقيت further on."""
    offset = _OFFSET.match(text.lstrip())
    if offset:
        sign, hours, minutes, *short = offset.groups()
        given = [part for part in short if part] or [sign, hours]
        return build_offset(given[0], given[1], minutes), text.lstrip()[offset.end() :]
    found = _ZONE.search(text)
    if not found:
        return None, text
    return named_zone(found[1] or found[2] or found[3]), f"{text[: found.start()]} {text[found.end() :]}"


def named_zone(name: str) -> tzinfo:
    """Return the zone of a folded place name or abbreviation."""
    if name in _OBSOLETE:
        return timezone(timedelta(hours=_OBSOLETE[name]))
    key = _PLACES.get(name, "UTC")
    return UTC if key == "UTC" else ZoneInfo(key)


def build_offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    """Return a fixed offset from Greenwich, or None where there is no such offset."""
    minutes_east = int(hours) * 60 + int(minutes or 0)
    if minutes_east >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes_east if sign == "-" else minutes_east))


def build_time(
    hour: str, minute: str | None, second: str | None, fraction: str | None, half: str | None
) -> time | None:
    """Return a time of day from its digits: «12:30 ص» → 00:30."""
    # A leap second is told as the last one of its minute.
    seconds = min(int(second or 0), 59) if (second or "0") <= "60" else 60
    microseconds = int((fraction or "0").ljust(6, "0")[:6])
    try:
        return time(_hour_of_day(int(hour), half), int(minute or 0), seconds, microseconds)
    except ValueError:
        return None


def _hour_of_day(hour: int, half: str | None) -> int:
    if not half or hour > 12:
        return hour
    if half == "ليلا":
        return hour % 12 + (12 if 6 <= hour < 12 else 0)
    is_morning = half[0] in "aصف" or (half == "ظهرا" and hour == 11)
    return hour % 12 + (0 if is_morning else 12)
