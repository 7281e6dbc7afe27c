"""Read the lines of a page that tell when: published, updated, the clock of the site, «منذ ساعتين»."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from newsroom.arabic import parse_date
from newsroom.arabic.clock import take_clock
from newsroom.arabic.dates import DEFAULT_ZONE
from newsroom.arabic.normalize import fold_letters

STAMP_LENGTH = 140
_UPDATED = re.compile(
    r"^[\s:|(]*(?:تاريخ |وقت |تم )?(?:ال)?(?:اخر |حدث|تحديث|محدث|تعديل|عدل|updated|modified|last)|:\s?تحديث$"
)
_PUBLISHED = re.compile(
    r"^[\s:|(]*(?:تم )?(?:ال)?(?:تاريخ|نشر|النشر|اضيف|حرر|كتب|وقت|published|posted|date|publie)"
)
_CLOCKS = re.compile(r"^(?:التحديث الاخير بتاريخ|التوقيت|تاريخ اليوم|الساعه الان)(?=[\s:|])")
_RELATIVE = re.compile(
    r"^(?:(?:نشر|نشرت|اخر تحديث|محدث|تم النشر)\s?:?\s)?(?:(?:منذ|قبل)\s(?:\d{1,4}\s)?"
    r"(?:ثوان\w*|ثاني\w*|دقيق\w*|دقاءق|ساع\w+|يوم\w*|ايام|اسبوع\w*|اسابيع|شهر\w*|اشهر|شهور|سن\w+|عام\w*|اعوام)(?:\s(?:واحد\w*|\d{1,4}))?"
    r"|\d{1,3}\s(?:دقاءق|دقيقه|ساع\w+|ايام|يوما?|اشهر|شهرا?|سنوات|سنه|اعوام|عاما?)(?:\s(?:مضت|في\s\w+))?"
    r"|(?:اليوم|امس|البارحه)(?:\s?[،,|-]?\s?\d{1,2}:\d\d(?:\s?[صم])?)?|\d{1,2}\s(?:hours?|days?|minutes?|months?|years?)\sago)$"
)
_EXTRA = re.compile(
    r"^publi[eé]e? le |\bksa\b|\bast\b|بتوقيت غرينيتش|[()\[\]]|^في تمام|(?<=\d)\s?,|,\s?(?=\d)"
)
_TIGHT = re.compile(r"(\d{1,2}:\d\d)\s?[-–]\s?(\d)")
# «11 شعبان 1444 هـ» behind a Gregorian date, without «الموافق».
_HIJRI_TAIL = re.compile(r"\s?م\s?[ـ–—,،/-]*\s?\d{1,2}\s[^\d]{3,16}\s1[34]\d\d\s?ه.{0,3}$")
# Without a digit only these tell when: «منذ عامين».
_HINT = re.compile(r"\d|^\W*(?:منذ|قبل|اليوم|أمس|امس|البارحة|نشر|آخر|اخر|تم|محدث)")
_GMT_FIRST = re.compile(r"GMT\s?(\d{1,2}:\d\d(?::\d\d)?)", re.IGNORECASE)
# «11:30 دمشق», «إلى 17:32»
_CITY = re.compile(
    r"(\d{1,2}:\d\d(?:\s?[صم])?)\s+(دمشق|بغداد|القاهرة|بيروت|عمان|عمّان|الرياض|مكة|القدس|الدوحة|دبي|أبوظبي|تونس"
    r"|الجزائر|الرباط|صنعاء|الكويت|مسقط|طرابلس|الخرطوم)$"
)
_UNTIL = re.compile(r"\sإلى\s(?=\d{1,2}:\d\d$)")
# «2019:08:28.10:12»
_COLONS = re.compile(r"\b(\d{4}):(\d\d):(\d\d)[. ](\d{1,2}:\d\d)\b")
# «12.05.2024 | 10:30 GMT | العالم العربي»: the section stands behind the time.
_SECTION = re.compile(r"(?<=[\d\w])\s?\|\s?[^\d|:]{3,30}$")
# Printed papers count their years and issues behind the date: «16 مايو 2024 السنة 148 العدد 50199».
_ISSUE = re.compile(
    r"(?<=[\d\w])[\s,،|–-]{1,3}(?:السنة\s?:?\s?\(?\d{1,3}\)?[\s,،|–-]{0,3})?(?:ال)?عدد\s?:?\s?\(?\d{1,6}\)?$"
)
_LOOSE_COLON = re.compile(r"(?<=\d{4})\s?[:|]\s(?=\d)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """When, as a line tells it; `role` is published, updated, date (bare), clock, relative or time."""

    role: str
    moment: date | None = None
    hour: time | None = None
    zone: tzinfo | None = None


def read_stamp(text: str) -> Stamp | None:
    """Read a line that is a date and nothing else: «آخر تحديث: 12 مايو 2024» → updated."""
    if not 3 <= len(text) <= STAMP_LENGTH or not _HINT.search(text):
        return None
    folded = fold_letters(text)
    if _RELATIVE.match(folded):
        return Stamp("relative")
    if clock := _CLOCKS.match(folded):
        value = folded[clock.end() :].strip(" :|")
        return Stamp("clock") if parse_moment(value) or _read_time(value) else None
    role = "updated" if _UPDATED.search(folded) else "published" if _PUBLISHED.search(folded) else "date"
    if moment := parse_moment(text):
        return Stamp(role, moment)
    return _read_clock_alone(folded, role)


def _read_clock_alone(folded: str, role: str) -> Stamp | None:
    """Read «تعديل في 01:32 م» and «14:30»: a time whose day stands elsewhere."""
    value = re.sub(r"^[^\d]*?(?=gmt|\d)", "", folded) if role != "date" else folded
    read = _read_time(_GMT_FIRST.sub(r"\1 gmt", value))
    return Stamp("time" if role == "date" else role, None, *read) if read else None


def _read_time(folded: str) -> tuple[time, tzinfo | None] | None:
    clock, rest = take_clock(folded)
    return (clock.time, clock.zone) if clock and not rest.strip(" :|-()") else None


def parse_moment(text: str) -> date | None:
    """Parse a date, and once more without what surrounds it: «12 مايو ,2024: 10:00 ص GST»."""
    text = _ISSUE.sub("", text.rstrip(" ،,.؛|-–"))
    text = _SECTION.sub("", text) if text.count("|") > 1 else text
    text = _CITY.sub(r"\1 بتوقيت \2", _UNTIL.sub(" ", text))
    text = _COLONS.sub(r"\1-\2-\3 \4", _GMT_FIRST.sub(r"\1 GMT", text))
    if found := parse_date(text):
        return found
    folded = fold_letters(text)
    plain = (
        _TIGHT.sub(r"\2 \1", _HIJRI_TAIL.sub("", folded)) if ":" in folded else _HIJRI_TAIL.sub("", folded)
    )
    # «17:29-3 مارس» has the time first.
    plain = re.sub(r"^(.*?)(\d) (\d{1,2}:\d\d)(.*)$", r"\1\2\4 \3", plain) if plain != folded else plain
    plain = " ".join(_LOOSE_COLON.sub(" ", _EXTRA.sub(" ", plain)).split())
    return parse_date(plain.strip(" :|-–،,/*•")) if plain != text else None


def at_time(day: date, stamp: Stamp) -> date:
    """Put a time on a day that has none: 12 مايو 2024 + «01:32 م» → 13:32."""
    if stamp.hour is None:
        return day
    zone = stamp.zone or (day.tzinfo if isinstance(day, datetime) else None) or DEFAULT_ZONE
    return datetime.combine(date(day.year, day.month, day.day), stamp.hour, zone)
