"""Write dates and numbers for readers as the house chose: digits, names of months, Hijri dates."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from newsroom.arabic import (
    format_date,
    format_hijri_months,
    format_month,
    format_time,
    with_digits,
)
from newsroom.arabic.formats import Digits
from newsroom.arabic.months import NAMES, WEEKDAYS, Months


@dataclass(frozen=True, slots=True)
class Calendar:
    """The choices of a house; `months` None names each month twice: «ديسمبر/كانون الأول»."""

    digits: Digits = "latin"
    months: Months | None = None
    has_hijri: bool = False

    @classmethod
    def of(cls, told: dict[str, Any] | None) -> Self:
        """Take the choices as the database tells them; what it does not know is as it was before them."""
        told = told or {}
        months = told.get("months") if told.get("months") in NAMES else None
        digits = "arabic" if told.get("digits") == "arabic" else "latin"
        return cls(digits, months, bool(told.get("hijri")))

    def number(self, value: object) -> str:
        """12 → «١٢»; the digits of a whole sentence, too."""
        return with_digits(str(value), self.digits)

    def date(self, day: date) -> str:
        """«31 ديسمبر/كانون الأول 2024»"""
        return self.number(self._gregorian(day))

    def full_date(self, day: date) -> str:
        """«الثلاثاء، 31 ديسمبر 2024 / 30 جمادى الآخرة 1446 هـ»"""
        return self.number(f"{WEEKDAYS[day.weekday()]}، {self._both(day)}")

    def moment(self, moment: datetime) -> str:
        """«الثلاثاء، 31 ديسمبر/كانون الأول 2024، 10:30 ص»"""
        return self.number(f"{self.full_date(moment)}، {format_time(moment)}")

    def month(self, day: date) -> str:
        """«ديسمبر/كانون الأول»"""
        return format_month(day, months=self.months)

    def hijri_months(self, first: date, last: date) -> str:
        """«شوال – ذو القعدة 1445 هـ» for the days of a month; nothing where the house has no Hijri dates."""
        try:
            return self.number(format_hijri_months(first, last)) if self.has_hijri else ""
        except OverflowError:
            return ""

    def _gregorian(self, day: date) -> str:
        return format_date(day, months=self.months) if self.months else format_date(day, style="dual")

    def _both(self, day: date) -> str:
        """Umm al-Qura is known for some 150 years; other days stand alone."""
        try:
            hijri = f" / {format_date(day, style='hijri')}" if self.has_hijri else ""
        except OverflowError:
            hijri = ""
        return f"{self._gregorian(day)}{hijri}"
