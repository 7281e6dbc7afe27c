"""What ninjs, NewsML-G2 and NITF share: hosts of ids, states, dates of a version, names, pictures."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from articles.cleaning import LIMITS, LIST_LIMIT, NAME_LIMIT, as_moment
from articles.importers.labels import match_label
from articles.importers.markup import is_address
from articles.importers.reading import CANCEL, Parsed, storable
from articles.models import Status
from articles.records import Record, RecordError
from articles.sanitizing import plain_text
from newsroom.arabic import fold, parse_date

# Usable says that a receiver may print an item, not that it is printed here: --status decides.
STATES = {
    "withheld": "draft", "embargoed": "draft", "hold": "draft", "held": "draft", "advisory": "draft",
    "canceled": "withdrawn", "cancelled": "withdrawn", "withdrawn": "withdrawn", "killed": "withdrawn",
}  # fmt: skip
# Kinds of items that carry a text; others are pictures, sound, plans.
TEXT_KINDS = {"", "text", "composite", "component", "article", "story"}
# A headline that the text prints again stands among the first blocks.
HEAD_BLOCKS = 6
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_HOST_IN_URI = re.compile(r"^(?:https?://(?:[^/@]*@)?|tag:|urn:newsml:)([^/:,?#]+)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def host_of(uri: str) -> str:
    """Return the site that an id names: tag:, urn:newsml: and web addresses do, other URNs do not.

    "urn:newsml:wahat.example:20241231:7" → "wahat.example"; "urn:uuid:8d19…" → "".
    """
    found = _HOST_IN_URI.match(uri.strip())
    host = found[1].lower() if found else ""
    return host if _HOST.fullmatch(host) else ""


def state_of(text: str) -> str | None:
    """Return our state of "stat:withheld", "withheld" or the address of such a term."""
    return STATES.get(re.split(r"[:/]", text.strip().lower())[-1])


def language_of(text: str | None) -> str | None:
    """Return a language tag that we can keep."""
    tag = (text or "").strip()
    return tag if _LANGUAGE.fullmatch(tag) and len(tag) <= LIMITS["language"] else None


def printed_dates(first: str, version: str, created: str, embargo: str) -> dict[str, Any]:
    """Tell when readers got a text and when it changed, as fields of a record.

    Its first version is its publication and the version at hand its last change; nothing was out before
    its embargo ended. A date that cannot be read stays as it is, for the record to complain about: an embargo
    in words lets nothing out.
    """
    published = first or version or created
    if embargo and (parse_date(embargo) is None or is_later(embargo, published)):
        published = embargo
    updated = version if is_later(version, published) else None
    return {"published_at": published or None, "updated_at": updated}


def is_later(one: str, other: str) -> bool:
    first, second = parse_date(one), parse_date(other)
    if not one or not other or first is None or second is None:
        return bool(one) and not other
    return as_moment(first) > as_moment(second)


def byline_of(text: str) -> str:
    """«بقلم: سلمى الحادي» → «سلمى الحادي»; else as printed."""
    line = " ".join(text.split())
    label = None if line.isascii() else match_label(line)  # «By Salma, AP» stays as printed
    return label[1] if label and label[0] == "author" and label[1] else line


def without_headline(body: str, headline: str | None, known: Iterable[str] = ()) -> str:
    """Drop the headline where the body prints it again, and above it what the item says: names, a date."""
    blocks, names = body.split("\n"), set(map(fold, known))
    printed = [fold(plain_text(block)) for block in blocks[:HEAD_BLOCKS]]
    place = printed.index(fold(headline)) if headline and fold(headline) in printed else len(blocks)
    rest = blocks[place + 1 :]
    return "\n".join(rest) if rest and all(_is_told(block, names) for block in blocks[:place]) else body


def _is_told(block: str, names: set[str]) -> bool:
    """Say whether each line is one of the names or a time: «<ul><li>نفط</li></ul>», «11.10.2022 11:14»."""
    lines = plain_text(block).split("\n")
    return all(fold(line) in names or isinstance(parse_date(line), datetime) for line in lines)


def names_of(texts: Iterable[Any]) -> list[str]:
    """Keep each name once, in order; what is too long is no name, and past its limit the record complains."""
    unique: dict[str, str] = {}
    for text in dict.fromkeys(text for text in texts if isinstance(text, str)):
        if len(unique) > LIST_LIMIT:
            break
        name = " ".join(text.split())
        if name and len(name) <= NAME_LIMIT and (key := fold(name)) and len(key) <= NAME_LIMIT:
            unique.setdefault(key, name)
    return list(unique.values())


def name_of(*texts: Any) -> str | None:
    """Return the first text that can be the name of a source or section."""
    return next(iter(names_of(texts)), None)


def pictures_of(images: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep each picture once; a file name without an address is no address."""
    kept: dict[str, dict[str, Any]] = {}
    for image in images:
        address = image.get("url") if is_address(image.get("url")) else None
        found = {**image, "url": address}
        key = address or fold(f"{image.get('caption')} {image.get('credit')}")
        if any(found.values()):
            kept[key] = {**found, **{k: v for k, v in kept.get(key, {}).items() if v}}
    return list(kept.values())


def make_parsed(position: int, fields: Mapping[str, Any], host: str) -> Parsed:
    """Make a record of the fields found; a reject holds them, so that it can be mended and imported."""
    data = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    is_cancel = data.get("status") == Status.WITHDRAWN and bool(data.get("id")) and not data.get("body")
    if is_cancel:
        data.setdefault("headline", data["id"])  # a record has words; these are never stored
    try:
        record = Record.from_mapping(data)
        if is_cancel:
            record.hints[CANCEL] = True
        return Parsed(position, record, host=host)
    except RecordError as error:
        if host and data.get("id"):
            data.setdefault("namespace", host)
        return Parsed(position, reason=str(error), raw=storable(data), host=host)
