"""Know the head of a mail and the stamps of a chat that stand around a text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from articles.importers.lines import Line

HEAD_LINES = 14
LEAST_HEADERS = 3
_HEADER = re.compile(
    r"^(?:From|To|Cc|Bcc|Date|Sent|Subject|Reply-To|من|إلى|الى|نسخة|التاريخ|الموضوع"
    r"|المرسل|المرسل إليه|تاريخ الإرسال|رقم الخبر|الأولوية|الرمز|التصنيف)\s*[:：]\s*\S",
    re.IGNORECASE,
)
# Looked for from the beginning of a word alone.
_ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*@\S+\.\w")
# «[3:44 م، 2025/4/2] أبو رامي: …», «2/4/2025, 3:44 PM - Nisreen: …»
_STAMP = re.compile(
    r"^(?:\[[^\]]{0,12}\d{1,2}:\d\d[^\]]{0,24}\]|\[\d[^\]]{4,30}\d{1,2}:\d\d[^\]]{0,6}\]|\d{1,2}/\d{1,2}/\d{2,4}[,،]\s\d{1,2}:\d\d[^-–]{0,6}[-–])"
    r"\s*(?P<who>[^:]{1,40})(?::\s*(?P<what>.*))?$"
)
_FORWARDED = ("", "تم إعادة توجيهها", "تمت إعادة توجيهها", "Forwarded")
MESSAGE_WORDS = 12


def find_headers(lines: Sequence[Line]) -> set[int]:
    """Return the lines of a mail's head: three or more together above all text, an address among them."""
    told = [index for index, line in enumerate(lines[: 2 * HEAD_LINES]) if line.kind != "blank"][:HEAD_LINES]
    found = [index for index in told if _HEADER.match(lines[index].text)]
    is_head = len(found) >= LEAST_HEADERS and any(_ADDRESS.search(lines[index].text) for index in found)
    return set(found) if is_head else set()


def read_message(text: str) -> str | None:
    """Return what the stamp of a chat leads: chrome alone, comments with the words of somebody."""
    found = _STAMP.match(text) if text[:1] in "[0123456789" else None
    if found is None:
        return None
    what = (found["what"] or "").strip(" \u200e\u200f")
    if what in _FORWARDED:
        return "chrome"
    return "comments" if len(what.split()) <= MESSAGE_WORDS else None


def without_mail(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the head of a mail and the stamps of a chat known as such."""
    headers = find_headers(lines)
    kinds = {line.number: read_message(line.text) for line in lines}
    return [
        replace(line, kind="chrome", parts=())
        if index in headers
        else replace(
            line, kind=kinds[line.number] or line.kind, parts=() if kinds[line.number] else line.parts
        )
        for index, line in enumerate(lines)
    ]
