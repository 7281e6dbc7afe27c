"""Read where a text was written and who sent it: «غزة / سما /», «الرياض-واس:», «جسر – متابعات»."""

import re

from articles.importers.labels import AGENCIES, ELSEWHERE, is_agency, is_name
from newsroom.arabic import fold

_REACH = 70
_MARKS = re.compile(r"\s*(?:[-–—ـ/:()\[\]«»\"“”]|--|،\s(?=[A-Z(]))+\s*")
_PART_WORDS = 4
_PLACE_WORDS = 2
# Brackets alone are those of a caption: «السوق القديمة (رويترز)».
_OPEN = re.compile(r"[-–—ـ/:]")
# «الرياض 05 محرم 1446 هـ الموافق 11 يوليو 2024 م واس»
_DATED = re.compile(
    r"^(?P<place>[^\d]{2,25}?)\s(?:في\s)?(?P<date>\d{1,2}\s.{5,70}?\d{4}\s?م?)\s+(?P<agency>[^\d]{2,20})$"
)
_BY_PLACE = re.compile(
    r"^(?P<place>[^-–—/:،\d]{2,25}?)\s*[-–—ـ/:]\s*(?P<name>[^-–—/:\d]{4,40}?)\s*(?P<end>[:：])?$"
)
_END_MARK = re.compile(
    r"\s*(?:/+\s*انتهى\s*/*\s*\d*|\bانتهى\s*/\s*\d*|/?/\s*انتهـ?ى\s*//?)\s*[.\d/\s\w]{0,4}$"
)


def read_agency(text: str) -> str:
    """Return the agency that a paragraph's dateline names, else nothing: «الرياض-واس: أعلن» → واس."""
    head = text[:_REACH]
    pieces, marks = _MARKS.split(head), list(_MARKS.finditer(head))
    for piece, mark in zip(pieces[:3], [*marks, None][:3], strict=False):
        piece = piece.strip()
        if piece and len(piece.split()) > _PART_WORDS:
            return ""
        is_closed = mark is not None or len(text) < _REACH
        if piece and is_closed and fold(piece) not in ELSEWHERE - AGENCIES and is_agency(piece):
            return piece
    return ""


def is_dateline(text: str) -> bool:
    """Say whether a whole line is a dateline: short parts, one of them an agency, or an open end."""
    if len(text) > _REACH:
        return False
    pieces = [piece for piece in _MARKS.split(text) if piece.strip()]
    if not 1 <= len(pieces) <= 4 or any(
        len(piece.split()) > _PLACE_WORDS + is_agency(piece) for piece in pieces
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


def read_place_author(text: str) -> tuple[str, bool] | None:
    """Return who wrote from where, and whether a colon makes it sure: «البحيرة- أحمد نصرة:» → أحمد نصرة."""
    found = _BY_PLACE.match(text) if len(text) <= 60 else None
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
