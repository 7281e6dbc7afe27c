"""Give a label that stands alone the value that stands on the next line."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from articles.importers.facts import read_facts
from articles.importers.labels import is_agency, is_credit, is_name
from articles.importers.lines import Line

SOURCE_LENGTH = 40
SOURCE_WORDS = 5
_DATED = frozenset({"published", "updated", "clock"})


def join_labels(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with «المصدر» / «الواحة» joined; a label that finds no value is text again.

    «المصدر» and «تاريخ النشر» alone stay labels: nobody writes them as a paragraph.
    """
    joined = list(lines)
    awaited: int | None = None
    for index, line in enumerate(lines):
        if line.kind == "blank":
            continue
        if awaited is not None:
            label = joined[awaited]
            value = _as_value(label.value, line)
            if value:
                joined[index] = value
            elif label.value in ("author", "credit", "caption", "section"):
                joined[awaited] = replace(label, kind="short", value="")
        awaited = index if joined[index].kind == "label" else None
    return joined


def number_parts(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with «1», «2», «3» as text where each stands over a paragraph of its own."""
    told = [i for i, line in enumerate(lines) if line.kind != "blank"]
    over = [i for i, below in pairwise(told) if lines[i].text.isdecimal() and lines[below].kind == "prose"]
    numbers = [lines[i].text for i in over]
    is_row = len(over) > 1 and numbers == [str(number) for number in range(1, len(over) + 1)]
    parts = set(over if is_row else ())
    return [replace(line, kind="prose") if i in parts else line for i, line in enumerate(lines)]


def _as_value(role: str, line: Line) -> Line | None:
    """Return the line as the value of a label, where it can be one."""
    text = line.text.strip(": ")
    if role in _DATED:
        is_dated = line.stamp is not None and line.kind in ("date", "published", "time", "relative")
        return replace(line, kind=role) if is_dated and line.kind != "relative" else None
    if role == "source":
        known = is_agency(text) or is_credit(text)
        is_short = line.kind in ("short", "dateline", "credit", "agency") and len(text) <= SOURCE_LENGTH
        fits = known or (is_short and len(text.split()) <= SOURCE_WORDS)
        return replace(line, kind="source", value=text.strip("()"), parts=()) if fits else None
    if line.kind not in ("short", "credit", "agency", "dateline"):
        return None
    if role == "author":
        fits_author = is_name(text) and not read_facts(text)
        return replace(line, kind="author", value=text) if fits_author else None
    if role == "credit":
        return (
            replace(line, kind="credit", value=text.strip("()"))
            if len(text.split()) <= SOURCE_WORDS
            else None
        )
    if role == "section" and len(text.split()) <= 3:
        return replace(line, kind="section", value=text)
    return None
