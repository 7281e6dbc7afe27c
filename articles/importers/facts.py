"""Read a line made of facts and nothing else: «كتب: منى سالم | 12 مايو 2024 - 10:20 | المصدر: وكالات»."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from articles.importers.captions import read_credit
from articles.importers.datelines import read_dated, read_place_author
from articles.importers.furniture import read_furniture
from articles.importers.labels import CREDIT_KEYS, DESKS, SECTIONS, is_agency, is_name, is_weak, match_label
from articles.importers.names import is_person
from articles.importers.stamps import Stamp, read_stamp
from newsroom.arabic import fold

KINDS = (
    "published", "updated", "date", "time", "clock", "relative", "author", "place_author", "source",
    "section", "credit", "caption", "agency", "dateline", "ad", "tools", "comments", "chrome", "nav",
)  # fmt: skip
FACTS_LENGTH = 240
PIECES_LENGTH = 180
VALUE_LENGTH = 100
VALUE_WORDS = 10
_STOPS = ("؟", "?", "!", ":", "؛", "…", "،")
# A run of spaces or dashes is looked at from its beginning alone: else a long one takes its square.
_SPLITTERS = (
    re.compile(r"(?:(?<!\s)\s+)?[|•·¦\\]\s*"),
    re.compile(r"(?<!\s)\s+[-–—ـ]+\s*|(?<![-–—ـ])[-–—ـ]+\s+"),
    re.compile(r"(?:(?<!\s)\s+)?[،,]\s*"),
    re.compile(r"(?:(?<!\s)\s+)?\((?=(?:تم التحديث|آخر تحديث|اخر تحديث|محدث|تحديث))|\)$"),
    re.compile(
        r"(?<!آخر)(?<!اخر)(?<!تاريخ)(?<!تم)(?<!\s)\s+(?=(?:آخر تحديث|اخر تحديث|تاريخ النشر|تاريخ التحديث"
        r"|نشر في|نشر بتاريخ|المصدر|مصدر الخبر|بقلم|كتب|كتبت|تحديث|محدث"
        r"|تم التحديث|الكاتب|بواسطة|المشاهدات|الزيارات|عدد المشاهدات|القسم|التصنيف)\s*:)"
    ),
)
_MASRESS = re.compile(
    r"^(?P<author>.{0,45}?)\s*نشر(?:ت)? في\s(?P<source>[^\d:]{2,40}?)\sيوم\s(?P<date>\S.{5,40})$"
)
_GLUED = re.compile(r"^(?P<name>[^\d]{4,45}?)(?P<gap>\s*(?:[-–|،]\s*)?)(?P<date>\d.{6,60})$")
_ISSUE = re.compile(r"^(?:العدد|السنة|عدد)\s*:?\s*\(?\S{1,12}\)?(?:\s\S{1,12})?$")
_WEEKDAY = re.compile(
    r"(?:(?<![\s،,|–-])[\s،,|–-]+)?(?:الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة|السبت)[\s،,]*$"
)
_OUTLET = re.compile(r"^(?:ال)?(?:صحيفة|جريدة|مجلة|موقع|وكالة|شبكة|قناة|إذاعة|بوابة)\s\S+(?:\s\S+){0,2}$")
# «06/11/2025 ثقافة وفن», «2019:08:28.10:12 حجم الخط اطبع»
_DATE_FIRST = re.compile(r"^(?P<date>\d[\d/.:\s-]{5,20}\d)\s+(?P<rest>[^\d]{3,40})$")
# What WordPress puts below a text in a feed.
_APPEARED = re.compile(
    r"^(?:ظهرت? (?:هذه |هذا )?(?:المقالة|المقال|التدوينة|الخبر|المنشور).{0,200}? "
    r"(?:أول[اًا]+|لأول مرة) (?:على|في) (.{2,60}?)"
    r"|The post .{0,200}? (?:first appeared|appeared first) on (.{2,60}?))\.?$"
)
_TELLS = re.compile(r"\d|[:|]")
_LINK = re.compile(r"(?<!\s)\s+(?:في|بتاريخ|يوم|بتأريخ)\s*$")
_DASH = re.compile(r"\s*[-–—ـ/:]")
_HOST = re.compile(r"(?:[A-Za-z][\w-]*\.)+[A-Za-z]{2,4}")
_SPACED = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a line tells: its kind (one of KINDS), value, and when, if it tells that."""

    kind: str
    value: str = ""
    stamp: Stamp | None = None
    is_weak: bool = False


def read_facts(text: str) -> list[Fact]:
    """Return what a line tells if all of it is facts, else nothing."""
    if len(text) > FACTS_LENGTH or text.startswith("©"):
        return []
    if several := _read_desk(text):
        return several
    one = _read_whole(text)
    if one:
        return [one]
    if len(text) > 3 and (several := _read_masress(text) or _read_agency_head(text) or _read_glued(text)):
        return several
    if len(text) > PIECES_LENGTH or not (_TELLS.search(text) or (len(text) < 60 and _DASH.search(text))):
        return []
    return next((facts for splitter in _SPLITTERS if (facts := _read_pieces(splitter, text))), [])


def _read_desk(text: str) -> list[Fact]:
    """Part who sends a text and who wrote it: «عنب بلدي – إياد العمر»."""
    placed = read_place_author(text)
    desk = _DASH.split(text)[0] if placed and is_person(placed[0]) else ""
    return [Fact("agency", desk.strip()), Fact("author", placed[0])] if placed and is_agency(desk) else []


def _read_whole(text: str) -> Fact | None:
    if stamp := read_stamp(text):
        label = match_label(text)
        return Fact(stamp.role, (label and label[1]) or text, stamp)
    if first := _APPEARED.match(text):
        return Fact("source", first[1] or first[2])
    if label := match_label(text):
        return _read_labelled(text, *label)
    if placed := read_place_author(text):
        return Fact("place_author", placed[0], is_weak=not placed[1])
    return None


def _read_labelled(text: str, role: str, value: str) -> Fact | None:
    """A label counts only with a value that fits it: «المصدر: قال مسؤول إن…» is text."""
    value = value.strip(" .") if len(value.split()) <= 4 else value.strip()
    fits: dict[str, Callable[[str], bool]] = {
        "author": _is_author,
        "source": _is_source,
        "credit": lambda value: bool(read_credit(value)) or len(value.split()) <= 3,
        "section": lambda value: len(value.split()) <= 5 and not value.endswith("."),
    }
    if role not in fits or not value or not fits[role](value):
        return None
    weak = is_weak(text)
    if role == "source" and weak and not (is_agency(value) or fold(value) in CREDIT_KEYS):
        return None
    return Fact(role, value.strip(" :"), is_weak=weak)


def _is_author(value: str) -> bool:
    return is_name(value.rstrip(":")) or is_agency(value)


def _is_source(value: str) -> bool:
    return (
        len(value) <= VALUE_LENGTH
        and len(value.split()) <= VALUE_WORDS
        and not value.endswith((*_STOPS, "."))
    )


def _read_masress(text: str) -> list[Fact]:
    """Part «منى سالم نشر في الواحة يوم 12 - 03 - 2015»."""
    found = _MASRESS.match(text)
    stamp = read_stamp(found["date"]) if found else None
    if not found or not stamp:
        return []
    author = found["author"].strip(" :-–")
    names = [Fact("author", author)] if is_name(author) or fold(author) in DESKS else []
    if author and not names:
        return []
    return [*names, Fact("source", found["source"]), Fact("published", found["date"], stamp)]


def _read_agency_head(text: str) -> list[Fact]:
    """Part «الرياض 11 يوليو 2024 م واس»."""
    dated = read_dated(text)
    stamp = read_stamp(dated[1]) if dated else None
    return (
        [Fact("dateline", text), Fact("published", dated[1], stamp), Fact("agency", dated[2])]
        if dated and stamp
        else []
    )


def _read_glued(text: str) -> list[Fact]:
    """Part a name and the date glued behind it: «هيئة التحرير20 سبتمبر 2020»."""
    if (first := _DATE_FIRST.match(text)) and (rest := _read_frame(first["rest"])):
        stamp = read_stamp(first["date"])
        return [Fact(stamp.role, first["date"], stamp), rest] if stamp and stamp.moment else []
    found = _GLUED.match(text)
    if not found:
        return []
    stamp = read_stamp(found["date"])
    if not stamp or not stamp.moment:
        return []
    label = _read_whole(_LINK.sub("", _WEEKDAY.sub("", found["name"])).strip())
    if label and label.kind in ("author", "source", "place_author"):
        return [label, Fact("date", found["date"], stamp)]
    name = _WEEKDAY.sub("", found["name"]).strip(" -–|،")
    if is_agency(desk := _DASH.split(name)[-1].strip()):
        # «القاهرة - بوابة الوسط الأحد 12 مايو 2024, 03:20 مساء»
        name = desk
    if is_agency(name) or _OUTLET.match(name):
        return [Fact("source", name), Fact("date", found["date"], stamp)]
    is_sure = fold(name) in DESKS or found["gap"].strip() or not found["gap"] or is_person(name)
    return [Fact("author", name), Fact("date", found["date"], stamp)] if is_sure and is_name(name) else []


def _read_frame(text: str) -> Fact | None:
    if fold(text) in SECTIONS:
        return Fact("chrome", text)
    label = match_label(text)
    furniture = read_furniture(text) or (label[0] if label and label[0] in ("tools", "chrome") else None)
    return Fact(furniture) if furniture else None


def _read_pieces(splitter: re.Pattern[str], text: str) -> list[Fact]:
    pieces = [piece for piece in splitter.split(text) if piece.strip()]
    if not 2 <= len(pieces) <= 8:
        return []
    known = [_read_piece(piece) for piece in pieces]
    if not (any(_is_sure(facts) for facts in known) or _is_desk(pieces)):
        return []
    # Beside a date a name is the author's, and an agency the source.
    told = [facts or _read_beside(piece) for facts, piece in zip(known, pieces, strict=True)]
    if any(fact.kind == "author" for facts in told for fact in facts):
        # «منى سالم - القاهرة - 12 مايو 2024»: the place.
        told = [facts or _read_place(piece) for facts, piece in zip(told, pieces, strict=True)]
    return [fact for facts in told for fact in facts] if all(told) else []


def _is_desk(pieces: Iterable[str]) -> bool:
    """«تونس- عربي21- سهام عياد» names an outlet and a person."""
    return any(map(is_agency, pieces)) and any(map(is_person, pieces))


def _read_piece(piece: str) -> list[Fact]:
    if furniture := read_furniture(piece):
        return [Fact(furniture)]
    if _ISSUE.match(piece):
        return [Fact("chrome", piece)]
    return read_facts(piece)


def _is_sure(facts: Iterable[Fact]) -> bool:
    return any(
        fact.kind in ("source", "author") or (fact.stamp and fact.stamp.role != "relative") for fact in facts
    )


def _read_beside(piece: str) -> list[Fact]:
    label = match_label(piece)
    if label and not label[1] and label[0] in ("tools", "ad", "comments", "chrome"):
        return [Fact(label[0])]
    if fold(piece) in SECTIONS or _HOST.fullmatch(piece):
        return [Fact("chrome", piece)]
    if is_agency(piece) or _OUTLET.match(piece):
        return [Fact("agency", piece)]
    name = _WEEKDAY.sub("", piece).strip()
    may_be_author = is_name(name) and len(name.split()) <= 5 and not _SPACED.search(piece[:1])
    return [Fact("author", name)] if may_be_author else []


def _read_place(piece: str) -> list[Fact]:
    return [Fact("chrome", piece)] if len(piece.split()) <= 2 and piece.replace(" ", "").isalpha() else []
