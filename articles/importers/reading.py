"""What every reader yields: a record with its place, or a reject with its reason."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from articles.records import Record, RecordError

RAW_LIMIT = 1_000_000
# The hint on what a wire sends to take an item back: it names the item and holds no text.
CANCEL = "cancel"
REJECT_KEYS = {"file", "position", "reason", "record"}


@dataclass(slots=True)
class PageText:
    """The raw text of a page and the fate of each line: {"line", "role", "article"}.

    The reader writes the number of the article in the page; `running` puts its key in its place.
    """

    text: str
    fates: list[dict[str, Any]] = field(default_factory=list)

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class How:
    """What a reader is told beside the bytes; `columns` are those of --map, field → column."""

    encoding: str = "utf-8"
    columns: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass(slots=True)
class Parsed:
    """One record of an input, or why there is none; `position` counts from 1.

    `host` is the site that the input names: the namespace of ids where nothing else gives one.
    With `skipped` the format leaves this out on purpose (a page of WordPress): it is counted, and no record.
    """

    position: int
    record: Record | None = None
    reason: str = ""
    raw: Any = None
    page: PageText | None = None
    host: str = ""
    skipped: str = ""
    # The input could not be read on from here; a reject that is one bad item is no break.
    is_break: bool = False
    # Reads what a quick reader put off, in whichever process has time for it.
    unread: "Callable[[], Parsed] | None" = None

    def finish(self) -> "Parsed":
        return self.unread() if self.unread else self


Reader = Callable[[BinaryIO, How], Iterator[Parsed]]


def parse_object(position: int, data: Any, *, text: str = "", was_mended: bool = False) -> Parsed:
    """Clean one JSON object; a line of a rejects file stands for the record in it.

    `text` is what it was read from, kept where it cannot be taken apart. What `was_mended`, since its
    tags did not fit each other, is flagged.
    """
    try:
        data = _unwrap(data)
        record = Record.from_mapping(data)
        if was_mended:
            flag_mended(record)
        return Parsed(position, record)
    except RecordError as error:
        return Parsed(position, reason=str(error), raw=storable(data))
    except RecursionError:
        return too_deep(position, text)


def too_deep(position: int, text: str) -> Parsed:
    return reject_text(position, _("The record is nested too deep."), text)


def flag_mended(record: Record) -> None:
    """Tell the editor that the tags of a text did not fit each other."""
    record.hints["damaged"] = {**record.hints.get("damaged", {}), "markup": True}


def _unwrap(data: Any) -> Any:
    """Take the record out of a reject, and the line that could not be read out of its "raw"."""
    if not isinstance(data, Mapping) or set(data) != REJECT_KEYS:
        return data
    record = data["record"]
    if isinstance(record, Mapping) and set(record) == {"raw"}:
        try:
            return json.loads(record["raw"])
        except (ValueError, TypeError, RecursionError):
            return record
    return record


def storable(data: Any) -> Any:
    """Return what PostgreSQL and UTF-8 can hold of parsed JSON, as text where it is too long."""
    text = json.dumps(_without_oddities(data), ensure_ascii=False)
    return json.loads(text) if len(text) <= RAW_LIMIT else {"raw": text[:RAW_LIMIT]}


def _without_oddities(value: Any) -> Any:
    """Drop NUL, halves of surrogate pairs, and numbers that JSON does not know."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_without_oddities(item) for item in value]
    if isinstance(value, Mapping):
        return {plain(str(key)): _without_oddities(item) for key, item in value.items()}
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def plain(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def reject_text(position: int, reason: str, text: str) -> Parsed:
    """Keep what could not even be parsed, up to a bound."""
    return Parsed(position, reason=reason, raw={"raw": plain(text[:RAW_LIMIT])})


def break_off(position: int, reason: str, rest: str) -> Parsed:
    """Tell that an input cannot be read on, and keep the beginning of what was not read."""
    parsed = reject_text(position, reason, rest) if rest else Parsed(position, reason=reason)
    parsed.is_break = True
    return parsed
