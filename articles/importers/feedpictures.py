"""The pictures of an item of a feed: each once, in its largest size, with its words."""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import urlsplit

from articles.importers.fragments import line_of, web_address
from articles.importers.xmlstream import Element, name_of, text_of

CAPTIONS = ("media:description", "media:title")
_SRC = re.compile(
    r"<img\b(?![^<>]*\b(?:width|height)=[\"']?[01]\b)[^<>]*?\ssrc=[\"']([^\"'<>]+)", re.IGNORECASE
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)\Z", re.IGNORECASE)
# WordPress writes a size into the name: «market-300x200.jpg» is «market.jpg».
_SIZE = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+\Z)")


def pictures_of(element: Element, parts: Mapping[str, list[Element]], base: str) -> list[dict[str, str]]:
    """Return the pictures in the order printed; of the sizes of one the largest."""
    found: dict[object, dict[str, str]] = {}
    widths: dict[object, int] = {}
    for one in _elements(element, parts):
        address = web_address(base, one.get("url") or one.get("href") or text_of(one))
        if address:
            # In a group what bears no words of its own is a size of the others.
            is_size = not len(one) and name_of(one.getparent()) == "media:group"
            key = one.getparent() if is_size else _photo(address)
            known, width = found.setdefault(key, {"url": address}), _width(one)
            if width > widths.get(key, 0):
                known["url"], widths[key] = address, width
            known.update({k: v for k, v in _legend(one, element).items() if v and not known.get(k)})
    return list({_photo(one["url"]): one for one in reversed(found.values())}.values())[::-1]


def pictures_beside(summary: str, base: str, body: str) -> list[dict[str, str]]:
    """Return the pictures that stand in the summary alone; dots that count readers are none."""
    found = (web_address(base, unescape(src)) for src in _SRC.findall(summary))
    return [{"url": one} for one in dict.fromkeys(found) if one and escape(one) not in body]


def media_in(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if name_of(one) == name)


def _photo(address: str) -> str:
    """Return what the addresses of all sizes of a picture share: "…/1.jpg?w=90" → "…/1.jpg"."""
    parts = urlsplit(address)
    is_file = _PICTURE.search(parts.path)
    return f"{parts.netloc}{_SIZE.sub('', parts.path)}" if is_file else address


def _width(element: Element) -> int:
    text = element.get("width") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _elements(element: Element, parts: Mapping[str, list[Element]]) -> Iterator[Element]:
    contents = [one for one in media_in(element, "media:content") if _is_picture(one)]
    yield from contents
    if not contents:
        yield from media_in(element, "media:thumbnail")
    yield from (one for one in parts.get("enclosure", ()) if _is_picture(one))
    for link in parts.get("link", ()):
        if link.get("rel") == "enclosure" and _is_picture(link):
            yield link
    for image in parts.get("image", ()):
        yield from [one for one in image if name_of(one) == "url"] or [image]


def _is_picture(element: Element) -> bool:
    kind = element.get("type") or ""
    if kind or element.get("medium"):
        return kind.startswith("image/") or element.get("medium") == "image"
    return bool(_PICTURE.search((element.get("url") or element.get("href") or "").partition("?")[0]))


def _legend(element: Element, item: Element) -> dict[str, str]:
    """Return caption and credit from the media element or what it stands in."""
    legend: dict[str, str] = {}
    for field, names in (("caption", CAPTIONS), ("credit", ("media:credit",))):
        place = element
        while place is not None and field not in legend:
            legend.update(_told_in(place, field, names))
            place = None if place is item else place.getparent()
    return legend


def _told_in(place: Element, field: str, names: tuple[str, ...]) -> dict[str, str]:
    for name in names:
        for child in place:
            if name_of(child) == name and (text := line_of(text_of(child))):
                return {field: text}
    return {}
