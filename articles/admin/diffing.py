"""Show what changed between two texts, word by word; signs and elements tell it, not colour alone."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.display import print_moment
from articles.publishing import record_of
from articles.records import UNFINISHED, Record
from articles.sanitizing import body_html, plain_text

# A word keeps the space behind it: spaces alone would match everywhere. difflib itself lets words that
# come all the time («في») join a match but never begin one, which keeps long texts quick.
_PIECES = re.compile(r"\S+\s*|\s+")
# Beyond this, the time would be felt all the same: whole lines are compared, and at last whole texts.
MOST_PIECES = 4000


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


def compare(old: Any, new: Any) -> list[dict[str, Any]]:
    """List the fields in which two revisions differ, each with its marked text."""
    return compare_records(record_of(old), record_of(new))


def compare_records(old: Record, new: Record) -> list[dict[str, Any]]:
    before, after = _texts(old), _texts(new)
    return [
        {"label": label, "diff": word_diff(before[label], text)}
        for label, text in after.items()
        if before[label] != text
    ]


def _texts(record: Record) -> dict[str, str]:
    return {
        _("Headline"): record.headline,
        _("Summary"): record.summary,
        _("Body"): plain_text(body_html(record.body)),
        _("Byline"): record.byline,
        _("Section"): record.section or "",
        _("Source"): record.source or "",
        _("Address at the source"): record.url or "",
        _("Publication date"): print_moment(record.published_at),
        _("Keywords"): "، ".join(record.keywords),
        _("Read also"): _lines(record.read_also, "headline", "url"),
        _("Similar, as printed"): _lines(record.similar, "headline", "url"),
        _("Images"): _lines(record.images, "caption", "credit", "alt", "url"),
        _("Formatting of the body"): _marks(record.body),
        _("Typed, and not yet valid"): _unfinished(record),
    }


def _lines(entries: list[dict[str, Any]], *names: str) -> str:
    return "\n".join(" — ".join(entry[name] for name in names if entry.get(name)) for entry in entries)


def _unfinished(record: Record) -> str:
    typed = record.extra.get(UNFINISHED)
    if not isinstance(typed, dict):
        return ""
    return "\n".join(f"{label}: {text}" for label, text in typed.items())


def _marks(body: str) -> str:
    """Print the tags that are more than paragraphs, in order: the text itself has its own line."""
    return " ".join(re.findall(r"<(?!p>|/)[a-z][^<>]*>", body_html(body)))
