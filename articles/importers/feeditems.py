"""What an item of RSS or an entry of Atom says, as the fields of a record."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from html import escape, unescape
from typing import Any

from django.utils import timezone
from lxml import etree

from articles.cleaning import split_keywords
from articles.importers.fragments import (
    bare_text,
    body_of,
    body_of_plain,
    join,
    line_of,
    looks_like_html,
    web_address,
)
from articles.importers.shortcodes import plain_codes
from articles.importers.xmlstream import Element, local_name, name_of, text_of
from newsroom.arabic import fold, parse_date

LIST_LIMIT = 500
VOID = {"br", "hr", "img"}
PUBLISHED = (
    "published",
    "pubdate",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "issued",
    "created",
    "date",
)
UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")
BODIES = ("content:encoded", "content", "xhtml:body", "fulltext", "body")
CAPTIONS = ("media:description", "media:title")
SUMMARIES = ("summary", "description", "dc:description")
# What WordPress calls the category of a post that has none.
NO_SECTION = {fold(name) for name in ("غير مصنف", "بدون تصنيف", "uncategorized", "uncategorised")}
# Counts that change with each reading, and addresses of machines: no part of the article.
PASSING = ("slash:", "wfw:", "thr:", "sy:", "feedburner:", "itunes:", "xhtml:", "media:")
USED = {
    *PUBLISHED, *UPDATED, *BODIES, *SUMMARIES, "title", "link", "id", "guid", "category", "dc:subject",
    "author", "dc:creator", "creator", "contributor", "dc:contributor", "source", "dc:source", "dc:publisher",
    "enclosure", "image", "comments", "dc:language", "language", "rights", "dc:rights", "dc:title",
    "dc:identifier", "dcterms:identifier", "",
}  # fmt: skip

_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_DECLARED = re.compile(r"\sxmlns(?::[\w.-]+)?=\"[^\"]*\"")
_HTML_NAME = re.compile(r"[a-z][a-z0-9]*")
_MAIL = re.compile(r"[^\s@()]+@[^\s@()]+\s*(?:\(([^()]*)\))?")
_TEASER = re.compile(r"(?:\[?(?:…|\.\.\.+)\]?|المزيد|اقرأ المزيد|read more)[\s»>.]*\Z", re.IGNORECASE)
# WordPress ends each text of a feed with a line about itself.
_APPEARED = re.compile(
    r"<p>\s*(?:The post|ظهرت|التدوينة|المقالة|ظهر)\b(?:(?!</?p\b).){0,2000}"
    r"(?:appeared first on|أولاً على|أولا على)(?:(?!</?p\b).){0,1000}</p>\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
# What WordPress prints where there is no date: «Mon, 30 Nov -0001 00:00:00 +0000».
_NO_YEAR = re.compile(r"[A-Za-z]\s+-\d")
_SRC = re.compile(
    r"<img\b(?![^<>]*\b(?:width|height)=[\"']?[01]\b)[^<>]*?\ssrc=[\"']([^\"'<>]+)", re.IGNORECASE
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)\Z", re.IGNORECASE)


class Item:
    """An item or entry; `base` is the address that relative ones start from."""

    def __init__(self, element: Element, base: str) -> None:
        self.element = element
        self.base = join(base, element.get(f"{_XML}base") or "")
        self.parts: dict[str, list[Element]] = {}
        for child in element:
            self.parts.setdefault(name_of(child).removeprefix("atom:"), []).append(child)

    def fields(self) -> dict[str, Any]:
        """Return the record's fields, with those of ours left out that the item does not have."""
        url, sections = self.url(), self.categories()
        summary, body = self.texts(url or self.base)
        data = {
            "id": self.id(), "url": url, "headline": line_of(self._first("title", "dc:title")),
            "summary": summary, "body": body, "byline": self.byline(), "source": self.source(),
            "section": sections[0] if sections else None, "keywords": self.keywords(sections[1:]),
            "images": self.images() or self.pictures_beside(body), "language": self.language(),
            **self._dates(),
        }  # fmt: skip
        return {name: value for name, value in {**self.others(), **data}.items() if value}

    def _first(self, *names: str) -> str:
        """Return the first text that is there under one of the names."""
        for name in names:
            for element in self.parts.get(name, ()):
                if text := text_of(element).strip():
                    return text
        return ""

    def id(self) -> str:
        return self._first("guid", "id") or (self.element.get(_RDF_ABOUT) or "").strip()

    def url(self) -> str | None:
        links = [link for link in self.parts.get("link", ()) if link.get("rel", "alternate") == "alternate"]
        given = [link.get("href") or text_of(link) for link in links]
        guids = [text_of(guid) for guid in self.parts.get("guid", ()) if _is_permalink(guid)]
        candidates = (web_address(self.base, text) for text in [*given, *guids] if text.strip())
        return next((address for address in candidates if address), None)

    def texts(self, base: str) -> tuple[str, str]:
        """Return summary and body; the only text of RSS is the body, unless it is plainly cut short."""
        bodies = [_content(one, base) for name in BODIES for one in self.parts.get(name, ())]
        body = max(bodies, key=len, default="")
        texts = (_markup_of(one) for name in SUMMARIES for one in self.parts.get(name, ()))
        summary = next((text for text in texts if text.strip()), "").strip()
        is_excerpt = "summary" in self.parts or _TEASER.search(line_of(summary)[-40:])
        if not body and summary and not is_excerpt:
            return "", _APPEARED.sub("", body_of(plain_codes(summary, base=base), base))
        return line_of(_APPEARED.sub("", summary)), _APPEARED.sub("", body)

    def byline(self) -> str:
        names: dict[str, None] = {}
        for tag in ("dc:creator", "author", "creator"):
            for element in self.parts.get(tag, ()):
                name = person_of(element)
                names.update({name: None} if name else {})
            if names:
                break
        return "، ".join(names)

    def source(self) -> str:
        for element in self.parts.get("source", ()):
            titles = [text_of(child) for child in element if name_of(child) == "atom:title"]
            if text := line_of(titles[0] if titles else "" if len(element) else text_of(element)):
                return text
        text = line_of(self._first("dc:source", "dc:publisher"))
        return "" if web_address("", text) else text

    def categories(self) -> list[str]:
        """Return the categories in order; WordPress and its like print sections before tags."""
        found = [
            line_of(one.get("label") or one.get("term") or text_of(one))
            for one in [*self.parts.get("category", ()), *self.parts.get("dc:subject", ())]
        ]
        names = [name for text in found for name in split_keywords(text)]
        return [name for name in dict.fromkeys(names) if fold(name) not in NO_SECTION]

    def keywords(self, categories: list[str]) -> list[str]:
        more = [split_keywords(line_of(text_of(one))) for one in self._media("media:keywords")]
        return list(dict.fromkeys([*categories, *(name for names in more for name in names)]))

    def language(self) -> str:
        return short_language(self._first("dc:language", "language") or self.element.get(f"{_XML}lang") or "")

    def _dates(self) -> dict[str, str]:
        """Return the dates that can be read; as printed, under another name, where none can."""
        data = {}
        for field, names in (("published_at", PUBLISHED), ("updated_at", UPDATED)):
            texts = [text for name in names if (text := self._first(name))]
            read = next((found for text in texts if (found := read_moment(text))), None)
            if read:
                data[field] = read
            elif texts:
                data[f"{field}_as_printed"] = texts[0]
        return data

    def others(self) -> dict[str, str]:
        """Return the texts of elements that we do not know, under names that no field of ours has."""
        found = {
            name if ":" in name else f"rss:{name}": text
            for name, elements in self.parts.items()
            if name not in USED and not name.startswith(PASSING) and (text := text_of(elements[0]).strip())
        }
        return dict(list(found.items())[:LIST_LIMIT])

    def images(self) -> list[dict[str, str]]:
        """Return the pictures, once each, the largest media first as printed."""
        found: dict[str, dict[str, str]] = {}
        for element in self._pictures():
            address = web_address(self.base, element.get("url") or element.get("href") or text_of(element))
            if address:
                known = found.setdefault(address, {"url": address})
                known.update({k: v for k, v in self._legend(element).items() if v and not known.get(k)})
        return list(found.values())

    def pictures_beside(self, body: str) -> list[dict[str, str]]:
        """Return the pictures that stand in the summary alone; dots that count readers are none."""
        found = (web_address(self.base, unescape(src)) for src in _SRC.findall(self._first(*SUMMARIES)))
        return [{"url": one} for one in dict.fromkeys(found) if one and escape(one) not in body]

    def _pictures(self) -> Iterator[Element]:
        contents = [one for one in self._media("media:content") if _is_picture(one)]
        yield from contents
        if not contents:
            yield from self._media("media:thumbnail")
        yield from (one for one in self.parts.get("enclosure", ()) if _is_picture(one))
        for link in self.parts.get("link", ()):
            if link.get("rel") == "enclosure" and _is_picture(link):
                yield link
        for image in self.parts.get("image", ()):
            yield from [one for one in image if name_of(one) == "url"] or [image]

    def _media(self, name: str) -> Iterator[Element]:
        return (element for element in self.element.iter() if name_of(element) == name)

    def _legend(self, element: Element) -> dict[str, str]:
        """Return caption and credit from the media element or what it stands in."""
        legend = {}
        for field, names in (("caption", CAPTIONS), ("credit", ("media:credit",))):
            place = element
            while place is not None and field not in legend:
                legend.update(_told_in(place, field, names))
                place = None if place is self.element else place.getparent()
        return legend


def _told_in(place: Element, field: str, names: tuple[str, ...]) -> dict[str, str]:
    for name in names:
        for child in place:
            if name_of(child) == name and (text := line_of(text_of(child))):
                return {field: text}
    return {}


def _is_permalink(guid: Element) -> bool:
    return bool(guid.get("isPermaLink", "true").lower() != "false")


def _is_picture(element: Element) -> bool:
    kind = element.get("type") or ""
    if kind or element.get("medium"):
        return kind.startswith("image/") or element.get("medium") == "image"
    return bool(_PICTURE.search((element.get("url") or element.get("href") or "").partition("?")[0]))


def person_of(element: Element) -> str:
    """Return a name: "a@b.example (هند السالم)" → «هند السالم»; a mail address alone is none."""
    names = [text_of(child) for child in element if name_of(child) in ("atom:name", "name")]
    text = line_of(names[0] if names else text_of(element))
    mail = _MAIL.fullmatch(text)
    return (mail[1] or "").strip() if mail else text


def _content(element: Element, base: str) -> str:
    """Return a body from content of any kind that Atom and RSS know."""
    base = join(base, element.get(f"{_XML}base") or "")
    kind = (element.get("type") or "").lower()
    if len(element):
        return body_of(_markup_of(element), base)
    text = text_of(element)
    if kind in ("text", "text/plain") and name_of(element).startswith("atom:"):
        return body_of_plain(text)
    return body_of(plain_codes(text, base=base), base) if looks_like_html(text) else bare_text(text).strip()


def _markup_of(element: Element) -> str:
    """Return the text of an element, with the tags that stand in it unescaped."""
    if not len(element):
        return text_of(element)
    return f"{element.text or ''}{''.join(_serialised(child) for child in element)}"


def _serialised(element: Element) -> str:
    """Return XHTML without its prefixes, which HTML does not know: "<h:p/>" → "<p></p>"."""
    for one in element.iter(etree.Element):
        name = local_name(one).rpartition(":")[2]
        one.tag = name if _HTML_NAME.fullmatch(name) else "span"
        if one.tag not in VOID:
            one.text = one.text or ""
    return _DECLARED.sub("", etree.tostring(element, encoding="unicode"))


def read_moment(text: str) -> str | None:
    """Return a date of a feed in ISO: RFC 822, ISO or as the press writes it; else None."""
    if _NO_YEAR.search(text):
        return None
    found = parse_date(text)
    if found is None:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        if found.tzinfo is None:
            found = timezone.make_aware(found, timezone.get_default_timezone())
    return found.isoformat()


def short_language(text: str) -> str:
    """ "ar-QA" → "ar"."""
    found = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", text.strip())
    return found[0].lower() if found else ""
