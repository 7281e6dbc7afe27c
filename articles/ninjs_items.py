"""Write records as ninjs 3.1, and lose nothing that its fields have no place for."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from articles.cells import FIELDS
from articles.importers import ninjs
from articles.models import Status
from newsroom import clock

STANDARD = {
    "name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}  # fmt: skip
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s/]|https?://[^\s/]")
# What may stand in a URI besides letters and digits.
_SAFE = ":/?#[]@!$&'()*+,;=%~"


def item_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the item of a record; a body of our own type holds what reading the rest would not give back."""
    item = _without_nothing(_standard(record))
    own = json.dumps(_not_given_back(item, record), ensure_ascii=False)
    bodies = [*item.pop("bodies", ()), {"role": "record", "contentType": ninjs.OWN_TYPE, "value": own}]
    return {**item, "bodies": bodies, "standard": STANDARD}


def _standard(record: Mapping[str, Any]) -> dict[str, Any]:
    uri = _uri(record)
    published, updated = record.get("published_at"), record.get("updated_at")
    return {
        "uri": uri, "type": "text", "representationType": "full",
        "firstCreated": published, "versionCreated": updated or published,
        "embargoedUntil": published if _is_ahead(published) else None,
        "pubStatus": _pub_status(record.get("status")), "language": record.get("language"),
        "headlines": _values("main", record.get("headline")),
        "descriptions": _values("summary", record.get("summary")),
        "bodies": _values("main", record.get("body"), contentType="text/html"),
        "by": record.get("byline"), "infoSources": _named(record.get("source")),
        "subjects": [*_named(record.get("section"), rel=ninjs.SECTION), *_named(*record["keywords"])],
        "altIds": _values("web", record.get("url")),
        "associations": [
            *(_picture(image, f"{uri}#picture{n}") for n, image in enumerate(record["images"], 1)),
            *(_link(link, f"{uri}#also{n}", "seeAlso") for n, link in enumerate(record["read_also"], 1)),
            *(_link(link, f"{uri}#like{n}", ninjs.SIMILAR) for n, link in enumerate(record["similar"], 1)),
        ],
    }  # fmt: skip


def _uri(record: Mapping[str, Any]) -> str:
    """Name an item by an id that is a URI, else by a URN of it; "7" of «waha» → "urn:newsroom:waha:7"."""
    own_id = record.get("id")
    if own_id is None or _SCHEME.match(own_id):
        return quote(own_id or record["url"], safe=_SAFE)
    return f"urn:newsroom:{quote(record.get('namespace') or 'local')}:{quote(own_id)}"


def _is_ahead(moment: str | None) -> bool:
    return bool(moment) and datetime.fromisoformat(str(moment)) > clock.now()


def _pub_status(status: str | None) -> str:
    ours = {Status.WITHDRAWN: "canceled", Status.PUBLISHED: "usable"}
    return ours.get(Status(status or Status.DRAFT), "withheld")


def _values(role: str, text: str | None, **more: str) -> list[dict[str, str]]:
    return [{"role": role, **more, "value": text}] if text else []


def _named(*names: str | None, **more: str) -> list[dict[str, str]]:
    return [{"name": name, **more} for name in names if name]


def _picture(image: Mapping[str, Any], uri: str) -> dict[str, Any]:
    address = image.get("url") or ""
    return {
        "name": uri.rpartition("#")[2], "uri": quote(address, safe=_SAFE) or uri,
        "type": "picture", "by": image.get("credit"),
        "descriptions": [*_values("caption", image.get("caption")), *_values("alt", image.get("alt"))],
        "renditions": [{"name": "original", "href": address}] if address else [],
    }  # fmt: skip


def _link(link: Mapping[str, Any], uri: str, rel: str) -> dict[str, Any]:
    address = link.get("url") or ""
    return {
        "name": uri.rpartition("#")[2], "rel": rel, "type": "text",
        "uri": quote(address, safe=_SAFE) or uri,
        "headlines": _values("main", link.get("headline")), "altIds": _values("web", address),
    }  # fmt: skip


def _without_nothing(item: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty, in associated items too."""
    kept = {name: value for name, value in item.items() if value}
    if "associations" in kept:
        kept["associations"] = [_without_nothing(one) for one in kept["associations"]]
    return kept


def _not_given_back(item: dict[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Read the item as an import would, and return the fields that come out otherwise."""
    read = next(ninjs.read_item(item)).record
    back = read.to_json() if read else {}
    return {
        name: value
        for name, value in record.items()
        if name != "needs" and (name not in FIELDS or back.get(name) != value)
    }
