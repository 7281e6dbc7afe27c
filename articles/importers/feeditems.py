"""What an item of RSS or an entry of Atom says, as the fields of a record."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils import timezone
from lxml import etree

from articles.cleaning import split_keywords
from articles.importers.feedpictures import media_in, pictures_beside, pictures_of
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
QUARTER = timedelta(minutes=15)
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
BODIES = ("content:encoded", "content", "xhtml:body", "fulltext", "yandex:full-text", "turbo:content", "body")
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
_TEASER = re.compile(r"(?:\[?(?:…|(?<!\.)\.{3,}+)\]?|المزيد|اقرأ المزيد|read more)[\s»>.]*\Z", re.IGNORECASE)
# WordPress ends each text of a feed with a line about itself.
_APPEARED = re.compile(
    r"<p>\s*(?:The post|ظهرت|التدوينة|المقالة|ظهر)\b(?:(?!</?p\b).){0,2000}"
    r"(?:appeared first on|أولاً على|أولا على)(?:(?!</?p\b).){0,1000}</p>\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
# What WordPress prints where there is no date: «Mon, 30 Nov -0001 00:00:00 +0000».
_NO_YEAR = re.compile(r"[A-Za-z]\s+-\d")


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
        headline = line_of(self._first("title", "dc:title"))
        summary, body = self.texts(url or self.base)
        if fold(line_of(body)) == fold(headline):
            body = ""
        data = {
            "id": self.id(), "url": url, "headline": headline,
            "summary": summary, "body": body, "byline": self.byline(), "source": self.source(),
            "section": sections[0] if sections else None, "keywords": self.keywords(sections[1:]),
            "images": pictures_of(self.element, self.parts, self.base)
            or pictures_beside(self._first(*SUMMARIES), self.base, body),
            "language": self.language(),
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
        more = [split_keywords(line_of(text_of(one))) for one in media_in(self.element, "media:keywords")]
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


def _is_permalink(guid: Element) -> bool:
    return bool(guid.get("isPermaLink", "true").lower() != "false")


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
        if (found.utcoffset() or timedelta()) % QUARTER:
            return None  # «+3» is not three minutes
    return found.isoformat()


def short_language(text: str) -> str:
    """ "ar-QA" → "ar"."""
    found = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", text.strip())
    return found[0].lower() if found else ""
