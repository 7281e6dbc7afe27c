"""Records as items of IPTC ninjs 3.1, for those who take news by that standard."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils import timezone

from articles.models import Status

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
# To ninjs an item may be printed, may not yet, or may no longer.
STATES = {Status.PUBLISHED: "usable", Status.WITHDRAWN: "canceled"}
HTML, PLAIN = "text/html", "text/plain"


def item_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as an item; fields of ours that ninjs does not know stay out."""
    uri, published = uri_of(record), record["published_at"]
    item = {
        "uri": uri,
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "firstCreated": published,
        "versionCreated": record["updated_at"] or published,
        "embargoedUntil": published if _is_ahead(published) else None,
        "pubStatus": STATES.get(record["status"], "withheld"),
        "language": record["language"],
        "headlines": _texts("main", PLAIN, record["headline"]),
        "descriptions": _texts("summary", PLAIN, record["summary"]),
        "bodies": _texts("main", HTML, record["body"]),
        "by": record["byline"],
        "infoSources": [{"name": record["source"]}] if record["source"] else [],
        "subjects": list(_subjects(record)),
        "altIds": _address(record["url"]),
        "associations": [*_pictures(record, uri), *_links(record, uri)],
    }
    return {name: value for name, value in item.items() if value}


def uri_of(record: Mapping[str, Any]) -> str:
    """Return the sender's own id where that names its place, else one made of namespace and id."""
    own, namespace = record["id"], record["namespace"]
    if not own:
        return str(record["url"])
    if namespace and namespace in own and ":" in own:
        return str(own)
    return f"tag:{quote(namespace or 'local', safe='.')},2000:{quote(own, safe=':/?=&#')}"


def _is_ahead(moment: str | None) -> bool:
    return bool(moment) and datetime.fromisoformat(str(moment)) > timezone.now()


def _texts(role: str, kind: str, text: str | None) -> list[dict[str, str]]:
    return [{"role": role, "contentType": kind, "value": text}] if text else []


def _subjects(record: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    if record["section"]:
        yield {"name": record["section"], "rel": "section"}
    for name in record["keywords"]:
        yield {"name": name, "rel": "about"}


def _address(url: str | None) -> list[dict[str, str]]:
    return [{"role": "url", "value": url}] if url else []


def _pictures(record: Mapping[str, Any], uri: str) -> Iterator[dict[str, Any]]:
    for number, image in enumerate(record["images"], 1):
        url = image["url"]
        descriptions = [
            *_texts("caption", PLAIN, image["caption"]),
            *_texts("alt", PLAIN, image["alt"]),
        ]
        picture = {
            "name": f"image{number}",
            "uri": url or f"{uri}#image{number}",
            "type": "picture",
            "descriptions": descriptions,
            "by": image["credit"],
            "renditions": [{"name": "original", "href": url}] if url else [],
        }
        yield {name: value for name, value in picture.items() if value}


def _links(record: Mapping[str, Any], uri: str) -> Iterator[dict[str, Any]]:
    for kind, rel in (("read_also", "seeAlso"), ("similar", "similar")):
        for number, link in enumerate(record[kind], 1):
            text = {
                "name": f"{kind}{number}",
                "rel": rel,
                "uri": link["url"] or f"{uri}#{kind}{number}",
                "type": "text",
                "headlines": _texts("main", PLAIN, link["headline"]),
                "altIds": _address(link["url"]),
            }
            yield {name: value for name, value in text.items() if value}
