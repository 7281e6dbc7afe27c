"""Say what each line of a pasted page is, by itself; `segments` puts the lines together."""

import re
from dataclasses import dataclass, replace
from datetime import date

from articles.importers.captions import (
    Caption,
    read_caption,
    read_credit,
    read_credit_alone,
    read_latin_credit,
)
from articles.importers.datelines import is_dateline
from articles.importers.facts import Fact, read_facts
from articles.importers.furniture import (
    HEADLINE_LENGTH,
    PICTOGRAPHS,
    is_address,
    is_ruling,
    read_furniture,
    read_more,
    read_signature,
    split_ticker,
)
from articles.importers.glue import split_heading
from articles.importers.labels import SECTIONS, is_weak, match_label
from articles.importers.names import is_person
from articles.importers.stamps import Stamp
from articles.importers.tags import is_tag_list
from newsroom.arabic import fold, repair

SUBHEADING_LENGTH = 60
NAV_WORDS = 3

# Sites and channels mark their paragraphs with any pictograph: «🔹 انقطعت الكهرباء…».
_BULLET = re.compile(rf"^\s*(?:[•●▪◦‣·*■◆►▶✔✅☑→←○□❖➤–—-]|[{PICTOGRAPHS}]\ufe0f?|\d{{1,2}}[.)-])\s+(?=\S)")
_STARRED = re.compile(r"^\*([^*]{3,200})\*$")
# What an icon is called to those who listen: «camera iconدراجات معروضة للبيع».
_ICON = re.compile(
    r"^(?P<icon>camera|photo|image|picture|video|tag|clock|calendar|share|user|author|print) icon\s*",
    re.IGNORECASE,
)
_PICTURED = frozenset({"camera", "photo", "image", "picture"})
_WIDE = re.compile(r"[ \t\u00a0]{2,}")
STOPS = (".", "؟", "?", "!", ":", "؛", "…", ".»", '."', ".”", "،")
_SENTENCE_ENDS = (".", "،", "؛", ".»", '."', ".”", ".)")
# These end nothing: a headline may end so.
_ELLIPSES = ("..", "...")
# «وفيها جرار مختومة. (أ ش أ)»: the sentence ended before whoever sent it.
_SENT = re.compile(r"[.»\"”]\s*\([^()]{2,30}\)\.?$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, numbered from 1: its clean text, what it is and the value that a label gives.

    `kind` is blank, ruling, bullet, ticker, short (could be a headline), prose, one of `facts.KINDS`, label
    (of `value`, which stands on the next line), or what a label opens: read_also, similar, keywords.
    A line that holds several things has `parts`, and the kind of the first. `wide` keeps wide gaps as «•».
    """

    number: int
    text: str
    kind: str
    value: str = ""
    moment: date | None = None
    caption: Caption | None = None
    stamp: Stamp | None = None
    parts: tuple["Line", ...] = ()
    is_weak: bool = False
    wide: str = ""


def read_line(number: int, raw: str) -> Line:
    text = _STARRED.sub(r"\1", " ".join(repair(raw).split()))
    if not any(char.isprintable() for char in text.replace(" ", "")):
        return Line(number, "", "blank")
    if is_ruling(text):
        return Line(number, text, "ruling")
    line = _bullet(number, raw, text) or _ticker(number, raw) or _known(number, text) or _plain(number, text)
    wide = " ".join(repair(_WIDE.sub(" • ", raw.strip())).split()) if _WIDE.search(raw.strip()) else text
    if line.kind == "keywords" and line.value and wide != text:
        found = match_label(wide)
        return replace(line, value=found[1] if found else line.value, wide=wide)
    return replace(line, wide=wide) if wide != text else line


def _bullet(number: int, raw: str, text: str) -> Line | None:
    if not (found := _BULLET.match(raw)):
        return None
    value = " ".join(repair(raw[found.end() :]).split())
    known = _known(number, value) if value else None
    if (
        known
        and known.kind not in ("short", "caption", "credit", "dateline", "relative", "time")
        and not (known.kind == "place_author" and known.is_weak and not is_person(known.value))
    ):
        return replace(known, text=text)
    return Line(number, text, "bullet", value) if value else None


def _ticker(number: int, raw: str) -> Line | None:
    """Part a line of many headlines; a sentence behind them is the article."""
    items = split_ticker(raw)
    if not items:
        return None
    last = read_line(number, items[-1])
    texts = " ".join(repair(" • ".join(items)).split())
    line = Line(number, texts, "ticker")
    return replace(line, parts=(line, last)) if last.kind == "prose" else line


def _behind_icon(number: int, text: str) -> Line | None:
    """Read a line that begins with the name of an icon: a camera stands before a caption."""
    found = _ICON.match(text)
    if not found:
        return None
    rest = text[found.end() :]
    if rest and found["icon"].lower() in _PICTURED:
        return Line(number, text, "caption", caption=read_caption(rest) or Caption(rest, ""))
    known = _known(number, rest) if rest else None
    return replace(known, text=text) if known else None if rest else Line(number, text, "chrome")


def _known(number: int, text: str) -> Line | None:
    if iconic := _behind_icon(number, text):
        return iconic
    if signed := read_signature(text):
        return Line(number, text, signed)
    if latin := read_latin_credit(text):
        return Line(number, text, "credit", latin)
    facts = read_facts(text)
    if facts:
        parts = tuple(_from_fact(number, text, fact) for fact in facts)
        return parts[0] if len(parts) == 1 else replace(parts[0], parts=parts)
    if furniture := read_furniture(text) or read_more(text):
        return Line(number, text, furniture)
    label = match_label(text)
    return _labelled(number, text, *label) if label else None


def _from_fact(number: int, text: str, fact: Fact) -> Line:
    return Line(
        number, text, fact.kind, fact.value, fact.stamp.moment if fact.stamp else None,
        stamp=fact.stamp, is_weak=fact.is_weak,
    )  # fmt: skip


def _labelled(number: int, text: str, role: str, value: str) -> Line | None:
    """A label counts only with a value that fits it: «تحديث: غرق سفينة» is no date."""
    if role in ("source", "author", "published", "updated", "clock", "credit", "section"):
        # With a value these are facts; without one the value stands on the next line.
        is_text = value or (is_weak(text) and role != "published")
        return None if is_text else Line(number, text, "label", role)
    if role == "read_also" and is_address(value):
        return Line(number, text, "tools")
    if role == "nav" and value.endswith(".") and len(value.split()) > NAV_WORDS:
        return None
    if role == "nav":
        return Line(number, text, "chrome" if value else "nav")
    if role == "caption":
        return (
            Line(number, text, "caption", caption=Caption(value, ""))
            if value
            else Line(number, text, "label", role)
        )
    if role == "similar" and value and (value.endswith(STOPS) or "صل" not in text[:30]):
        return None
    return Line(number, text, role, value)


def _plain(number: int, text: str) -> Line:
    if text.startswith("#") and is_tag_list(text):
        return Line(number, text, "keywords", text)
    if is_dateline(text):
        return Line(number, text, "dateline", text)
    if caption := read_caption(text):
        return Line(number, text, "caption", caption=caption)
    if (alone := read_credit_alone(text)) and (text[0] in "([" or fold(text) not in SECTIONS):
        return Line(number, text, "agency" if alone[1] else "credit", alone[0])
    if glued := split_heading(text):
        heading, rest = glued
        parts = (Line(number, heading, "short"), Line(number, rest, "prose"))
        return Line(number, text, "prose", parts=parts)
    is_sent = (sent := _SENT.search(text)) and not text[: sent.start() + 1].endswith(_ELLIPSES)
    ends = (text.endswith(_SENTENCE_ENDS) or is_sent) and not text.endswith(_ELLIPSES)
    is_short = len(text) <= HEADLINE_LENGTH and not ends
    return Line(number, text, "short" if is_short else "prose")


def is_subheading(text: str) -> bool:
    """A short line without any stop: «مجالات البحث»; a question is a sentence."""
    return len(text) <= SUBHEADING_LENGTH and not text.endswith((*STOPS, "»", '"'))


__all__ = ["Caption", "Line", "is_subheading", "read_caption", "read_credit", "read_line"]
