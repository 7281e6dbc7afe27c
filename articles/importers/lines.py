"""Say what each line of a pasted page is, by itself; `segments` puts the lines together."""

import re
from dataclasses import dataclass
from datetime import date

from articles.importers.labels import CREDIT_KEYS, match_label
from newsroom.arabic import fold, parse_date, repair

HEADLINE_LENGTH = 160
SUBHEADING_LENGTH = 60
CAPTION_LENGTH = 300
VALUE_LENGTH = 100
DATE_LENGTH = 60
BYLINE_WORDS = 6
SUBHEADING_WORDS = 5

_BULLET = re.compile(r"^\s*(?:[•●▪◦‣·*■◆►–—-]|\d{1,2}[.)-])\s+(?=\S)")
_CREDIT = re.compile(r"\(([^()]{2,40})\)")
_CREDIT_PARTS = re.compile(r"\s*[-–/،,+|]\s*")
_POSITION = re.compile(r"\((?:يسار|يمين|وسط|الأول|الثاني)[^()]{0,20}\)")
_STOPS = (".", "؟", "?", "!", ":", "؛", "…", ".»", '."', ".”", "،")


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands under a picture: «وصف (وكالات) عنوان فرعي» → caption, credit, sub-heading."""

    caption: str
    credit: str
    subheading: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, numbered from 1: its clean text, what it is and the value that a label gives.

    `kind` is one of blank, source, keywords, read_also, similar, published, updated, author, ad, tools,
    date, bullet, caption, short (could be a headline) and prose.
    """

    number: int
    text: str
    kind: str
    value: str = ""
    moment: date | None = None
    caption: Caption | None = None


def read_line(number: int, raw: str) -> Line:
    text = " ".join(repair(raw).split())
    if not any(char.isprintable() for char in text.replace(" ", "")):
        return Line(number, "", "blank")
    return _bullet(number, raw, text) or _labelled(number, text) or _plain(number, text)


def _bullet(number: int, raw: str, text: str) -> Line | None:
    if not (found := _BULLET.match(raw)):
        return None
    value = " ".join(repair(raw[found.end() :]).split())
    return Line(number, text, "bullet", value) if value else None


def _labelled(number: int, text: str) -> Line | None:
    """A label counts only with a value that fits it: «تحديث: غرق سفينة» is no date."""
    label = match_label(text)
    if label is None:
        return None
    role, value = label
    if role in ("published", "updated"):
        moment = parse_date(value)
        return Line(number, text, role, value, moment) if moment else None
    fits = {
        "author": 0 < len(value.split()) <= BYLINE_WORDS and not value.endswith(_STOPS),
        "source": len(value) <= VALUE_LENGTH and not value.endswith(_STOPS),
        "tools": not value,
        "similar": not value,
    }
    return Line(number, text, role, value) if fits.get(role, True) else None


def _plain(number: int, text: str) -> Line:
    if len(text) <= DATE_LENGTH and (moment := parse_date(text)):
        return Line(number, text, "date", text, moment)
    if caption := read_caption(text):
        return Line(number, text, "caption", caption=caption)
    is_short = len(text) <= HEADLINE_LENGTH and not text.endswith((".", "،", "؛", ".»", '."', ".”"))
    return Line(number, text, "short" if is_short else "prose")


def read_caption(text: str) -> Caption | None:
    """Free caption, credit and a sub-heading glued behind: position words or a known credit tell.

    «الوزير (يمين) يصافح الضيف (وكالات) مجالات البحث» → caption «الوزير (يمين) يصافح الضيف», credit
    «وكالات», sub-heading «مجالات البحث». A sentence that ends before the credit is no caption.
    """
    credits = [found for found in _CREDIT.finditer(text) if is_credit(found[1])]
    if not credits:
        return None
    last = credits[-1]
    before, behind = text[: last.start()].strip(), text[last.end() :].strip()
    is_glued_heading = len(behind.split()) <= SUBHEADING_WORDS and not behind.endswith(_STOPS)
    if not before or len(before) > CAPTION_LENGTH or before.endswith(_STOPS) or not is_glued_heading:
        return None
    if behind and not _POSITION.search(before) and len(before.split()) < 3:
        return None
    return Caption(before, last[1].strip(), behind)


def is_credit(text: str) -> bool:
    """Say whether a text names who took a picture: «رويترز», «الجزيرة - أرشيف»."""
    return fold(text) in CREDIT_KEYS or all(fold(part) in CREDIT_KEYS for part in _CREDIT_PARTS.split(text))


def is_subheading(text: str) -> bool:
    """A short line without any stop: «مجالات البحث»; a question is a sentence."""
    return len(text) <= SUBHEADING_LENGTH and not text.endswith((*_STOPS, "»", '"'))
