"""Write dates in Arabic, without bidi controls: templates isolate where that is needed."""

from datetime import date, datetime
from typing import Literal

from hijridate import Gregorian

from newsroom.arabic.characters import TO_ARABIC_INDIC_DIGITS
from newsroom.arabic.months import EGYPTIAN, HIJRI, LEVANTINE, NAMES, WEEKDAYS, Months

Style = Literal["long", "full", "dual", "short", "hijri"]
Digits = Literal["latin", "arabic"]


def format_date(
    value: date, *, style: Style = "long", months: Months = "egyptian", digits: Digits = "latin"
) -> str:
    """Write a date: «31 ديسمبر 2024»; full adds the weekday, dual the Levantine month after a slash."""
    return with_digits(_write_date(value, style, months), digits)


def format_datetime(
    value: datetime, *, style: Style = "long", months: Months = "egyptian", digits: Digits = "latin"
) -> str:
    """Write a date and a time in the zone of the value: «31 ديسمبر 2024، 10:30 ص»."""
    return with_digits(f"{_write_date(value, style, months)}، {format_time(value)}", digits)


def format_time(value: datetime) -> str:
    """Write a time in the zone of the value: «10:30 ص»."""
    return f"{value.hour % 12 or 12}:{value.minute:02} {'ص' if value.hour < 12 else 'م'}"


def format_month(value: date, *, months: Months | None = None) -> str:
    """Write the month of a day as a region names it, else under both names: «ديسمبر/كانون الأول»."""
    return _month(value, months) if months else f"{EGYPTIAN[value.month - 1]}/{LEVANTINE[value.month - 1]}"


def format_hijri_months(first: date, last: date) -> str:
    """Write the months of Umm al-Qura that some days lie in: «شوال – ذو القعدة 1445 هـ»."""
    begin, end = (Gregorian(day.year, day.month, day.day).to_hijri() for day in (first, last))
    name = HIJRI[begin.month - 1]
    if begin.year != end.year:
        name = f"{name} {begin.year}"
    names = [name] if begin.month == end.month else [name, HIJRI[end.month - 1]]
    return f"{' – '.join(names)} {end.year} هـ"


def with_digits(text: str, digits: Digits) -> str:
    """Write the digits of a text as a house does: «١٢:٣٠ ص»."""
    return text.translate(TO_ARABIC_INDIC_DIGITS) if digits == "arabic" else text


def _write_date(value: date, style: Style, months: Months) -> str:
    match style:
        case "full":
            return f"{WEEKDAYS[value.weekday()]}، {value.day} {_month(value, months)} {value.year}"
        case "dual":
            return f"{value.day} {format_month(value)} {value.year}"
        case "short":
            return f"{value.day}/{value.month}/{value.year}"
        case "hijri":
            return _write_hijri(value)
        case "long":
            return f"{value.day} {_month(value, months)} {value.year}"
    raise ValueError(f"unknown style {style!r}, allowed: long, full, dual, short, hijri")


def _month(value: date, months: Months) -> str:
    if months not in NAMES:
        raise ValueError(f"unknown months {months!r}, allowed: {', '.join(NAMES)}")
    return NAMES[months][value.month - 1]


def _write_hijri(value: date) -> str:
    """Write the day of Umm al-Qura, known from 1924-08-01 to 2077-11-16; OverflowError outside."""
    hijri = Gregorian(value.year, value.month, value.day).to_hijri()
    return f"{hijri.day} {HIJRI[hijri.month - 1]} {hijri.year} هـ"
