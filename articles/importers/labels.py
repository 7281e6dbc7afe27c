"""Recognise the labels of pasted pages; their vocabulary is `labels.toml`."""

import re
import tomllib
from pathlib import Path

from newsroom.arabic import fold

_VOCABULARY: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "labels.toml").read_text(encoding="utf-8")
)
CREDIT_KEYS = {fold(text) for text in _VOCABULARY.pop("credits")}
_LABELS = {fold(text): role for role, texts in reversed(_VOCABULARY.items()) for text in texts}

LABEL_LENGTH = 80
# These name their value on the same line; as a whole line they would be prose.
NEED_VALUE = {"published", "updated", "author"}
# A dash parts a label only between spaces or between letters: «المصدر -الذي رفض ذكر اسمه- قال» is text.
_SPLIT = re.compile(r"^\s*(.{2,50}?)(?:\s*[:：/|]\s*|\s+[-–—]\s+|(?<!\s)[-–—](?!\s))(.*)$")
# «/مصدر: شينخوا/»; without its strokes «مصدر: …» is a headline that quotes somebody.
_STRUCK = re.compile(r"^/\s*مصدر\s*[:：]\s*(.+?)\s*/?$")
_WRITTEN_BY = re.compile(r"^بقلم\s+(\S.*)$")
_NOISE = re.compile(r"^[\s>»«.…:•*-]+|[\s>»«.…:•*-]+$")


def match_label(line: str) -> tuple[str, str] | None:
    """Return (role, value) where a line is a label, else None.

    «المصدر :الواحة» → ("source", "الواحة"); «إقرأ أيضاً:» → ("read_also", ""); «وفق المصدر.» → None.
    """
    if struck := _STRUCK.match(line):
        return "source", struck[1]
    # The bound keeps the search for trailing noise from growing with the square of a long line.
    whole = _LABELS.get(fold(_NOISE.sub("", line))) if len(line) <= LABEL_LENGTH else None
    if whole and whole not in NEED_VALUE:
        return whole, ""
    split = _SPLIT.match(line)
    if split:
        role = _LABELS.get(fold(split[1]))
        if role and role != "ad":
            return role, split[2].strip(" /")
    written = _WRITTEN_BY.match(line)
    return ("author", written[1]) if written else None
