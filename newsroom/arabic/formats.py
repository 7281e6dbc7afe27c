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
    return _with_digits(_write_date(value, style, months), digits)


def format_datetime(
    value: datetime, *, style: Style = "long", months: Months = "egyptian", digits: Digits = "latin"
) -> str:
    """Write a date and a time in the zone of the value: «31 ديسمبر 2024، 10:30 ص»."""
    half = "ص" if value.hour < 12 else "م"
    time = f"{value.hour % 12 or 12}:{value.minute:02} {half}"
    return _with_digits(f"{_write_date(value, style, months)}، {time}", digits)


def format_month(value: date) -> str:
    """Write the month of a day under both of its names: «ديسمبر/كانون الأول»."""
    return f"{EGYPTIAN[value.month - 1]}/{LEVANTINE[value.month - 1]}"


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


def _with_digits(text: str, digits: Digits) -> str:
    return text.translate(TO_ARABIC_INDIC_DIGITS) if digits == "arabic" else text
