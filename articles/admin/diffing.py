"""Show what changed between two texts, word by word; signs and elements tell it, not colour alone."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.display import print_moment
from articles.figures import BodyFigure, replace_figures
from articles.forms.article import LANGUAGES
from articles.records import UNFINISHED, Record
from articles.revising import record_of
from articles.sanitizing import body_html, plain_text

# A word keeps the space behind it: spaces alone would match everywhere. difflib itself lets words that
# come all the time («في») join a match but never begin one, which keeps long texts quick.
_PIECES = re.compile(r"\S+\s*|\s+")
# Beyond this, the time would be felt all the same: whole lines are compared, and at last whole texts.
MOST_PIECES = 4000

FIELD_LABELS = {
    "headline": gettext_lazy("Headline"), "summary": gettext_lazy("Summary"), "body": gettext_lazy("Body"),
    "byline": gettext_lazy("Byline"), "section": gettext_lazy("Section"), "source": gettext_lazy("Source"),
    "url": gettext_lazy("Address at the source"), "published_at": gettext_lazy("Publication date"),
    "keywords": gettext_lazy("Keywords"), "read_also": gettext_lazy("Read also"),
    "similar": gettext_lazy("Similar, as printed"), "images": gettext_lazy("Images"),
    "language": gettext_lazy("Language of the text"), "format": gettext_lazy("Formatting of the body"),
    "unfinished": gettext_lazy("Typed, and not yet valid"),
}  # fmt: skip
DERIVED = ("format", "unfinished")
ENTRY_NAMES = {
    "read_also": ("headline", "url"), "similar": ("headline", "url"),
    "images": ("caption", "credit", "alt", "url"),
}  # fmt: skip


def word_diff(before: str, after: str) -> SafeString:
    """Mark the words taken out and put in: «بيت صغير» → «بيت كبير» gives بيت, −صغير, +كبير."""
    pieces = _split(before), _split(after)
    return format_html_join("", "{}", ((part,) for part in _marked(*pieces)))


def _split(text: str) -> list[str]:
    for pieces in (_PIECES.findall(text), text.splitlines(keepends=True)):
        if len(pieces) <= MOST_PIECES:
            return pieces
    return [text]


def _marked(old: list[str], new: list[str]) -> Iterator[SafeString | str]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield "".join(old[i1:i2])
            continue
        if gone := "".join(old[i1:i2]):
            yield format_html('<del><span class="visually-hidden">{}</span>{}</del>', _("Removed: "), gone)
        if come := "".join(new[j1:j2]):
            yield format_html('<ins><span class="visually-hidden">{}</span>{}</ins>', _("Added: "), come)


def word_sides(one: str, other: str) -> tuple[SafeString, SafeString]:
    """Mark on each side what the other lacks: بيت −صغير beside بيت +كبير."""
    sides: tuple[list, list] = [], []
    old, new = _split(one), _split(other)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            sides[0].append("".join(old[i1:i2]))
            sides[1].append("".join(new[j1:j2]))
            continue
        sides[0].append(_only("del", _("Only in theirs: "), "".join(old[i1:i2])))
        sides[1].append(_only("ins", _("Only in yours: "), "".join(new[j1:j2])))
    return tuple(format_html_join("", "{}", ((part,) for part in side)) for side in sides)


def _only(tag: str, said: str, text: str) -> SafeString:
    if not text:
        return SafeString("")
    return format_html('<{0}><span class="visually-hidden">{1}</span>{2}</{0}>', tag, said, text)


def compare(old: Any, new: Any) -> list[dict[str, Any]]:
    """List the fields in which two revisions differ, each with its marked text."""
    return compare_records(record_of(old), record_of(new))


def compare_records(old: Record, new: Record) -> list[dict[str, Any]]:
    before, after = _texts(old), _texts(new)
    return [
        {"label": FIELD_LABELS[name], "diff": word_diff(before[name], text)}
        for name, text in after.items()
        if before[name] != text
    ]


def _texts(record: Record) -> dict[str, str]:
    """Print each field as words; formatting and what is half typed have fields of their own."""
    printed = {name: print_field(name, getattr(record, name)) for name in FIELD_LABELS if name not in DERIVED}
    return {**printed, "format": _marks(record.body), "unfinished": _unfinished(record)}


def print_field(name: str, value: Any) -> str:
    """Print the value of one field of a record as words."""
    if name == "body":
        return plain_text(replace_figures(body_html(value or ""), _picture_in_words))
    if name == "published_at":
        return print_moment(value or None)
    if name == "language":
        return LANGUAGES.get(value, value)
    if name == "keywords":
        return "، ".join(value)
    return _lines(value, *ENTRY_NAMES[name]) if name in ENTRY_NAMES else value or ""


def _picture_in_words(figure: BodyFigure) -> str:
    """Say which picture stands here, and all that is written of it: none of it may change unseen."""
    named = _("Picture %(id)d") % {"id": figure.number}
    words = " — ".join(filter(None, (figure.caption, figure.credit, figure.alt)))
    return format_html("<p>[{}] {}</p>", named, words)


def _lines(entries: list[dict[str, Any]], *names: str) -> str:
    return "\n".join(" — ".join(entry[name] for name in names if entry.get(name)) for entry in entries)


def _unfinished(record: Record) -> str:
    typed = record.extra.get(UNFINISHED)
    if not isinstance(typed, dict):
        return ""
    return "\n".join(f"{label}: {text}" for label, text in typed.items())


def _marks(body: str) -> str:
    """Print the tags that are more than paragraphs, in order: the text itself has its own line."""
    html = replace_figures(body_html(body), lambda one: BodyFigure(one.number, one.align, "", "", "").html())
    return " ".join(re.findall(r"<(?!p>|/)[a-z][^<>]*>", html))
