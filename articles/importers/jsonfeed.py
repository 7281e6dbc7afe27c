"""JSON Feed 1.x: the items of what many sites, this one too, offer beside RSS."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from articles.importers.fragments import body_of, host_of, web_address
from articles.importers.reading import How, Parsed, parse_object

_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')
SIZE_LIMIT = 50_000_000
# Field of an item → field of a record; the first that an item has is taken.
FIELDS = {
    "id": ("id",), "url": ("url", "external_url"), "title": ("title",), "summary": ("summary",),
    "body": ("content_text",), "date": ("date_published",),
    "updated_at": ("date_modified",), "keywords": ("tags",), "language": ("language",),
}  # fmt: skip


def is_json_feed(head: str) -> bool:
    return head.lstrip("\ufeff \t\r\n").startswith("{") and _VERSION.search(head) is not None


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield a Parsed for each item of a file."""
    data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        yield Parsed(0, reason=_("The feed is larger than %(most)d bytes.") % {"most": SIZE_LIMIT})
    else:
        yield from read_text(data.decode(how.encoding, "replace"), "")


def read_text(text: str, address: str) -> Iterator[Parsed]:
    """Yield a Parsed for each item; positions count items."""
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        place = getattr(error, "pos", 0) + 1
        yield Parsed(
            0, reason=_("The file is not JSON from character %(position)d on.") % {"position": place}
        )
        return
    items = data.get("items")
    host = host_of(str(data.get("home_page_url") or "")) or host_of(address)
    for position, item in enumerate(items if isinstance(items, list) else [], 1):
        parsed = parse_object(position, _record_of(item, data) if isinstance(item, Mapping) else item)
        parsed.host = host
        yield parsed


def _record_of(item: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, Any]:
    record = {name: next((item[key] for key in keys if item.get(key)), None) for name, keys in FIELDS.items()}
    if html := item.get("content_html"):
        base = str(record["url"] or feed.get("home_page_url") or "")
        record["body"] = body_of(html, base) if isinstance(html, str) else html
    record["byline"] = "، ".join(_authors(item.get("authors") or [item.get("author")]))
    record["language"] = record["language"] or feed.get("language")
    record["images"] = list(_images(item))
    return {name: value for name, value in record.items() if value}


def _authors(authors: Any) -> list[str]:
    given = authors if isinstance(authors, list) else [authors]
    return [str(one["name"]) for one in given if isinstance(one, Mapping) and one.get("name")]


def _images(item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the picture of an item and those attached to it, each once."""
    attached = item.get("attachments")
    members = [one for one in attached if isinstance(one, Mapping)] if isinstance(attached, list) else []
    pictures = [one.get("url") for one in members if str(one.get("mime_type")).startswith("image/")]
    for address in dict.fromkeys([item.get("image") or item.get("banner_image"), *map(str, pictures)]):
        if isinstance(address, str) and web_address("", address):
            yield {"url": address}
