"""What every reader yields: a record with its place, or a reject with its reason."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.records import Record, RecordError

RAW_LIMIT = 1_000_000
REJECT_KEYS = {"file", "position", "reason", "record"}


@dataclass(slots=True)
class PageText:
    """The raw text of a page and the fate of each line: {"line", "role", "article"}."""

    text: str
    fates: list[dict[str, Any]] = field(default_factory=list)

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()


@dataclass(slots=True)
class Parsed:
    """One record of an input, or why there is none; `position` counts from 1."""

    position: int
    record: Record | None = None
    reason: str = ""
    raw: Any = None
    page: PageText | None = None


def parse_object(position: int, data: Any) -> Parsed:
    """Clean one JSON object; a line of a rejects file stands for the record in it."""
    if isinstance(data, Mapping) and set(data) == REJECT_KEYS:
        data = data["record"]
    try:
        return Parsed(position, Record.from_mapping(data))
    except RecordError as error:
        return Parsed(position, reason=str(error), raw=data)


def reject_text(position: int, reason: str, text: str) -> Parsed:
    """Keep what could not even be parsed, up to a bound."""
    clean = text[:RAW_LIMIT].replace("\x00", "").encode("utf-8", "replace").decode()
    return Parsed(position, reason=reason, raw={"raw": clean})
