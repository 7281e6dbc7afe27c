"""Read where a text was written and who sent it: «غزة / سما /», «الرياض-واس:», «جسر – متابعات»."""

import re
from datetime import date

from articles.importers.captions import shows
from articles.importers.labels import AGENCIES, ELSEWHERE, SECTIONS, WIRES, is_agency, is_credit, is_name
from articles.importers.names import is_person
from newsroom.arabic import fold, parse_date

_REACH = 70
# A run of spaces is looked at from its beginning alone, here and below: else a long one takes its square.
_MARKS = re.compile(r"(?:(?<!\s)\s+)?(?:[-–—ـ/:()\[\]«»\"“”]|،\s(?=[A-Z(]))+\s*")
_PART_WORDS = 4
_PLACE_WORDS = 2
_HEADLINE_WORDS = 3
# Brackets alone are those of a caption: «السوق القديمة (رويترز)».
_OPEN = re.compile(r"[-–—ـ/:]")
# «الرياض 05 محرم 1446 هـ الموافق 11 يوليو 2024 م واس»
_DATED = re.compile(
    r"^(?P<place>[^\d]{2,25}?)\s(?:في\s)?(?P<date>\d{1,2}\s.{5,70}?\d{4}\s?م?)\s+(?P<agency>[^\d]{2,20})$"
)
# The dashes of «رام الله 9-1-2024 وفا-» part no place from an agency.
_DAY = re.compile(
    r"(?<=\s)(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?=\s)|\d{1,2}\s(?:[^\W\d]+\s?/?\s?){1,4}\d{0,4}\s?(?=\())"
)
# «إيلاف من بيروت: …»
_FROM_TOWN = re.compile(r"^(\S+) من \S+(?: \S+)?\s?:")
_WHEN = re.compile(
    r"\s(\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}\s[^\W\d]+(?:[\s/]+[^\W\d]+){0,3}\s\d{4})(?=[\s(])"
)
_BY = re.compile(r"\s(?:من|كتب|كتبت)\s([^\W\d]+(?:\s[^\W\d]+){1,3})\s?:")
_BY_PLACE = re.compile(
    r"^(?P<place>[^-–—/:،\d]{2,25}?)\s*(?P<mark>[-–—ـ/:])\s*(?P<name>[^-–—/:\d]{4,40}?)\s*(?P<end>[:：])?$"
)
_END_MARK = re.compile(r"(?:(?<!\s)\s+)?(?:(?<!/)/+\s*انتهـ?ى|\bانتهى\s*/)[\s/\d]*[.\d/\s\w]{0,4}$")


def read_agency(text: str) -> str:
    """Return the agency that a paragraph's dateline names, else nothing: «الرياض-واس: أعلن» → واس."""
    head = _DAY.sub(" - ", text[:_REACH])
    if named := _FROM_TOWN.match(head):
        return named[1] if is_agency(named[1]) else ""
    pieces, marks = _MARKS.split(head), list(_MARKS.finditer(head))
    for number, (piece, mark) in enumerate(zip(pieces[:3], [*marks, None][:3], strict=False)):
        piece = piece.strip()
        if piece and len(piece.split()) > _PART_WORDS:
            return ""
        is_closed = mark is not None or len(text) < _REACH
        if number and mark is not None and fold(piece) in WIRES:
            return piece
        if piece and is_closed and fold(piece) not in ELSEWHERE - AGENCIES and is_agency(piece):
            return piece
    return ""


def read_day(text: str) -> date | None:
    """Return the day that the dateline of an agency tells: «عمان 5 ديسمبر 2023 (رويترز) -»."""
    found = _WHEN.search(text[:_REACH])
    day = parse_date(found[1]) if found and read_agency(text) else None
    return day if day and not _MARKS.search(text[: found.start()] if found else "") else None


def read_author(text: str) -> str:
    """Return who the dateline of an outlet says wrote: «برلين ـ «الواحة» ـ من منى سالم:»."""
    found = _BY.search(text[: 2 * _REACH])
    return found[1] if found and is_person(found[1]) and read_agency(text) else ""


def split_section(text: str) -> tuple[str, str]:
    """Part «ثقافي / افتتاح متحف للمفاتيح القديمة»: agencies put the section before the headline."""
    section, stroke, headline = text.partition(" / ")
    is_parted = bool(stroke) and fold(section) in SECTIONS and len(headline.split()) >= _HEADLINE_WORDS
    return (section, headline) if is_parted else ("", text)


def is_dateline(text: str) -> bool:
    """Say whether a whole line is a dateline: short parts, one of them an agency, or an open end."""
    if len(text) > _REACH or shows(text):
        return False
    pieces = [piece for piece in _MARKS.split(text) if piece.strip()]
    if not 1 <= len(pieces) <= 4 or any(
        len(piece.split()) > _PLACE_WORDS + is_agency(piece) and not is_person(piece) for piece in pieces
    ):
        return False
    is_open = text.rstrip().endswith(("/", "-", "–", ":"))
    if not _OPEN.search(text):
        return False
    known = [piece for piece in pieces if is_agency(piece) or fold(piece) in ELSEWHERE]
    return bool(known) and (len(pieces) > 1 or is_open)


def read_dated(text: str) -> tuple[str, str, str] | None:
    """Part the head of an agency's text: «الرياض 11 يوليو 2024 م واس» → place, date, agency."""
    found = _DATED.match(text) if len(text) <= 130 else None
    return (found["place"], found["date"], found["agency"]) if found and is_agency(found["agency"]) else None


def _is_from(place: str, name: str, **_rest: str | None) -> bool:
    """Before a colon a town of one word goes with two words of a name: «الشارقة: راندا جرجس»."""
    return is_person(name) or (len(place.split()) == 1 and len(name.split()) == 2)


def read_place_author(text: str) -> tuple[str, bool] | None:
    """Return who wrote from where, and whether a colon makes it sure: «البحيرة- أحمد نصرة:» → أحمد نصرة.

    «الرصد الجوي: ضباب محلي» is a headline, «كوبري الترعة - صورة أرشيفية» a caption.
    """
    found = _BY_PLACE.match(text) if len(text) <= 60 else None
    if found and (is_credit(found["name"]) or (found["mark"] == ":" and not _is_from(**found.groupdict()))):
        return None
    if (
        not found
        or not is_name(found["name"])
        or len(found["name"].split()) > 4
        or len(found["place"].split()) > 3
    ):
        return None
    return found["name"].strip(), bool(found["end"])


def strip_end_mark(text: str) -> str:
    """Drop the mark that closes an agency's text: «…في المدينة./انتهى5» → «…في المدينة.»"""
    return _END_MARK.sub("", text) if "انته" in text[-24:] else text
