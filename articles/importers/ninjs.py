"""Read IPTC ninjs 1.x, 2.x and 3.x: one object, an array, JSON lines, or a list inside an object."""

import io
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

from articles.cells import FIELDS
from articles.importers.jsonarray import Value, iter_values
from articles.importers.markup import is_address
from articles.importers.ninjs_pictures import PICTURE_KINDS, addresses_of, picture_of
from articles.importers.ninjs_texts import (
    HEADLINE_ROLES,
    SUMMARY_ROLES,
    body_of,
    choose,
    entries_of,
    plain,
    text_in,
    wordings,
)
from articles.importers.reading import REJECT_KEYS, How, Parsed, parse_object, reject_text, too_deep
from articles.importers.wire import (
    TEXT_KINDS,
    byline_of,
    host_of,
    language_of,
    make_parsed,
    name_of,
    names_of,
    pictures_of,
    printed_dates,
    state_of,
    without_headline,
)

# In 1.x one name in the singular, in 2.x and 3.x the plural, in capitals or not.
CONCEPTS = (
    "keywords", "subject", "subjects", "person", "people", "organisation", "organisations", "place", "places",
    "event", "events", "object", "objects",
)  # fmt: skip
# What a record takes over; all else is kept as it came.
TAKEN = {
    "uri", "guid", "headline", "headlines", "body_text", "body_xhtml", "body_html", "body_html5", "bodies",
    "description_text", "description_html", "descriptions", "byline", "by", "language", "source", "keywords",
    "associations", "renditions", "title",
}  # fmt: skip
# Of a body that holds the fields of a record for which ninjs has no place: our own export writes it.
OWN_TYPE = "application/vnd.newsroom.record+json"
# How a subject and an associated text are related to an item.
SECTION, SIMILAR = "section", "similar"
DEPTH = 3
MOST_ASSOCIATED = 1000


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield each text of the file; a full text associated with another is one of its own."""
    text = io.TextIOWrapper(stream, encoding=how.encoding, errors="surrogateescape", newline="\n")
    position = 0
    for value in iter_values("", text):
        for parsed in _items_of(value):
            position += 1
            parsed.position = position
            yield parsed
    text.detach()


def _items_of(value: Value) -> Iterator[Parsed]:
    try:
        yield from _read_value(value)
    except RecursionError:
        yield too_deep(1, value.text)


def _read_value(value: Value) -> Iterator[Parsed]:
    if value.fault:
        yield reject_text(1, value.fault, value.text)
    elif not isinstance(value.data, dict) or set(value.data) == REJECT_KEYS:
        yield parse_object(1, value.data, text=value.text)
    else:
        yield from read_item(value.data)


def read_item(item: dict[str, Any], depth: int = 0) -> Iterator[Parsed]:
    """Yield the record of an item, then those of the full texts that come with it."""
    known = {str(name).lower(): value for name, value in item.items()}
    kind = _kind(known)
    if kind not in TEXT_KINDS and (kind in PICTURE_KINDS or not body_of(known)[0]):
        yield Parsed(1, skipped=kind[:50])
        return
    associated = list(_associations(known.get("associations")))
    texts = [one for one in associated if _is_full_text(one)] if depth < DEPTH else []
    own = _own_fields(known)
    fields = _fields(known, associated)
    fields |= _kept(item, known, associated, fields) if own is None else own
    if kind != "composite" or fields.get("headline") or fields.get("body") or not texts:
        yield make_parsed(1, fields, "" if own is not None else host_of(id_of(known)))
    for one in texts:
        yield from read_item(one, depth + 1)


def id_of(known: dict[str, Any]) -> str:
    """Return the `uri`; Superdesk names an item by `guid`, and its content API by `_id`."""
    return next((text for name in ("uri", "guid", "_id") if (text := text_in(known, name))), "")


def _kind(known: dict[str, Any]) -> str:
    return str(known.get("type") or "").lower()


def _associations(value: Any) -> Iterator[dict[str, Any]]:
    """Yield what an item is associated with: a mapping by name in 1.x, a list since."""
    members = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for member in islice(members, MOST_ASSOCIATED):
        if isinstance(member, Mapping):
            yield {str(name).lower(): inner for name, inner in member.items()}


def _is_full_text(one: dict[str, Any]) -> bool:
    return _kind(one) in TEXT_KINDS and bool(id_of(one)) and bool(body_of(one)[0])


def _kept(
    item: dict[str, Any], known: dict[str, Any], associated: list[dict[str, Any]], fields: dict[str, Any]
) -> dict[str, Any]:
    """Return what a record has no field for, as it came; a name that is taken by a field gets a prefix."""
    others = {str(name): value for name, value in item.items() if str(name).lower() not in TAKEN}
    taken = {name for name in FIELDS if fields.get(name) or name not in ("url", "summary", "section")}
    kept = {f"ninjs:{name}" if name in taken else name: value for name, value in others.items()}
    return {**kept, **_other_media(associated), **wordings(known)}


def _own_fields(known: dict[str, Any]) -> dict[str, Any] | None:
    """Return what our own export kept beside the fields of ninjs; None for an item of others."""
    for entry in entries_of(known.get("bodies")):
        if entry.get("contenttype") == OWN_TYPE:
            try:
                own = json.loads(text_in(entry, "value"))
            except (ValueError, RecursionError):
                return None
            return own if isinstance(own, dict) else None
    return None


def _fields(known: dict[str, Any], associated: list[dict[str, Any]]) -> dict[str, Any]:
    body, pictures = body_of(known)
    headline = choose(known, "headline", HEADLINE_ROLES) or plain(known.get("title"))
    images = [picture_of(one) for one in associated if _kind(one) in PICTURE_KINDS]
    return {
        **_dates(known),
        "id": id_of(known),
        "url": _address(known),
        "headline": headline,
        "summary": choose(known, "description", SUMMARY_ROLES),
        "body": without_headline(body, headline),
        "byline": byline_of(text_in(known, "byline") or text_in(known, "by")) or _authors(known),
        "source": _source(known),
        "section": name_of(*_named(known.get("service")), *_named(known.get("subjects"), SECTION)),
        "keywords": names_of(name for concept in CONCEPTS for name in _named(known.get(concept), "")),
        "images": pictures_of([*filter(None, images), *_not_yet(pictures, associated)]),
        "read_also": _links(associated, is_similar=False),
        "similar": _links(associated, is_similar=True),
        "status": _state(known),
        "language": language_of(text_in(known, "language")),
    }


def _dates(known: dict[str, Any]) -> dict[str, Any]:
    embargo = text_in(known, "embargoed") or text_in(known, "embargoeduntil")
    first = text_in(known, "firstpublished") or text_in(known, "firstcreated")
    version = text_in(known, "versioncreated")
    return printed_dates(first, version, text_in(known, "contentcreated"), embargo)


def _state(known: dict[str, Any]) -> str | None:
    return state_of(text_in(known, "pubstatus"))


def _named(value: Any, rel: str | None = None) -> Iterator[Any]:
    """Yield the names of concepts; a code without a name is none.

    With `rel` only those that are related so: "section" the sections, "" all that are none.
    """
    for one in value if isinstance(value, list) else [value]:
        related = SECTION if isinstance(one, Mapping) and one.get("rel") == SECTION else ""
        if rel is None or rel == related:
            yield one.get("name") if isinstance(one, Mapping) else one


def _authors(known: dict[str, Any]) -> str:
    """Return the writers that Superdesk lists; who only edited or took the pictures is none."""
    listed = known.get("authors")
    entries = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    writers = [one for one in entries if str(one.get("role") or "writer").lower() in ("writer", "author")]
    return "، ".join(names_of(one.get("name") for one in writers))


def _source(known: dict[str, Any]) -> str | None:
    """Return who told it: the source, else who informed, else who holds the rights."""
    informers = [*_named(known.get("infosource")), *_named(known.get("infosources"))]
    return name_of(known.get("source"), *informers, known.get("provider"), known.get("copyrightholder"))


def _address(known: dict[str, Any]) -> str | None:
    """Return the page of an item among its other ids; its `uri` names it and need not be one."""
    for entry in entries_of(known.get("altids")):
        value = entry.get("value")
        if isinstance(value, str) and is_address(value):
            return value
    return None


def _links(associated: list[dict[str, Any]], *, is_similar: bool) -> list[dict[str, Any]]:
    """Return the texts that an item points to, as «read also» unless they are said to be similar."""
    texts = [
        one for one in associated if _kind(one) in TEXT_KINDS and (one.get("rel") == SIMILAR) == is_similar
    ]
    links = [(choose(one, "headline", HEADLINE_ROLES) or plain(one.get("title")), one) for one in texts]
    return [{"headline": headline, "url": _address(one)} for headline, one in links if headline]


def _other_media(associated: list[dict[str, Any]]) -> dict[str, Any]:
    """Keep sound and video as they came: an article has no place for them."""
    kinds = {*TEXT_KINDS, *PICTURE_KINDS}
    others = [one for one in associated if _kind(one) not in kinds]
    return {"associations": others} if others else {}


def _not_yet(pictures: list[dict[str, Any]], associated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the pictures of the body that are not associated under another size."""
    known = {address for one in associated for address in addresses_of(one)}
    return [picture for picture in pictures if picture["url"] not in known]
