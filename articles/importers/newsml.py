"""Read NewsML (1.x and G2), its messages and packages, and NITF: each text a record, with its pictures."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from articles.importers.markup import Element, local
from articles.importers.newsml_item import Item, read_item
from articles.importers.newsml_one import is_news_item, read_news_item
from articles.importers.nitf import nitf_host, read_nitf
from articles.importers.reading import RAW_LIMIT, How, Parsed, break_off, flag_mended
from articles.importers.wire import TEXT_KINDS, host_of, make_parsed, pictures_of
from articles.importers.xml import iter_elements, read_xml
from articles.importers.xmlstream import is_mended
from articles.importers.xmltext import XmlError

ITEMS = {"newsitem", "packageitem", "conceptitem", "knowledgeitem", "planningitem", "contentset", "nitf"}
PICTURES = {"picture", "graphic"}


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield the texts of a file in order; where it breaks off, what was whole before stays."""
    items: list[Item] = []
    text, fault = "", ""
    try:
        text = read_xml(stream, how.encoding)
        items.extend(_item(element) for element in iter_elements(text, ITEMS))
    except XmlError as error:
        fault = str(error)
    except RecursionError:
        fault = _("The record is nested too deep.")
    position = 0
    for position, item in enumerate(_with_pictures(items), 1):
        yield _parsed(position, item)
    if fault or not items:
        reason = fault or _("The file holds no item of NewsML-G2 and no NITF.")
        yield break_off(position + 1, reason, text[:RAW_LIMIT])


def _item(element: Element) -> Item:
    was_mended = is_mended(element)
    if local(element) != "nitf":
        item = read_news_item(element) if is_news_item(element) else read_item(element)
    else:
        fields = read_nitf(element)
        item = Item(str(fields.get("id") or ""), "text", fields, host=nitf_host(fields))
    item.was_mended = was_mended
    return item


def _parsed(position: int, item: Item) -> Parsed:
    if item.kind not in TEXT_KINDS and not item.fields.get("body"):
        return Parsed(position, skipped=item.kind)
    parsed = make_parsed(position, item.fields, item.host or host_of(item.id))
    if parsed.record and item.was_mended:
        flag_mended(parsed.record)
    return parsed


def _with_pictures(items: list[Item]) -> list[Item]:
    """Give each text the pictures that it or its package names; in a message with one text, all.

    A picture that found its text is part of it; one that did not is counted as left out.
    """
    pictures = {item.id: item for item in items if item.kind in PICTURES}
    texts = {item.id: item for item in items if item.kind in TEXT_KINDS}
    owners = {name: text for text in texts.values() for name in text.refers_to}
    for package in (item for item in items if item.kind == "package"):
        main = next((texts[name] for name in package.refers_to if name in texts), None)
        owners |= {name: main for name in package.refers_to if main and name not in owners}
    only = next(iter(texts.values())) if len(texts) == 1 else None
    for name, picture in pictures.items():
        if (owner := owners.get(name, only)) is not None:
            owner.fields["images"] = _joined(owner, picture)
            picture.kind = "attached"
    return [item for item in items if item.kind != "attached"]


def _joined(owner: Item, picture: Item) -> list[dict[str, Any]]:
    """Add a picture item, filling in what the text prints of the same picture without an address."""
    mine = owner.fields.get("images") or []
    given = picture.fields.get("images") or []
    same = [one for one in mine if not one.get("url") and _is_same(one, given)]
    rest = [one for one in mine if one not in same]
    filled = [{**one, **{k: v for k, v in other.items() if v}} for one in given[:1] for other in same[:1]]
    return pictures_of([*rest, *(filled or given)])


def _is_same(one: dict[str, Any], given: list[dict[str, Any]]) -> bool:
    return bool(one.get("caption")) and any(one["caption"] == other.get("caption") for other in given)
