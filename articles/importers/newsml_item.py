"""Read one item of NewsML-G2: its management, its description, its content in whatever form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from articles.importers.markup import Blocks, Element, find, find_all, is_address, local, text_of
from articles.importers.nitf import LANG, read_nitf
from articles.importers.wire import (
    byline_of,
    host_of,
    language_of,
    name_of,
    names_of,
    pictures_of,
    printed_dates,
    state_of,
    without_headline,
)
from articles.records import split_keywords
from articles.sanitizing import is_html

ITEM_KINDS = {
    "packageitem": "package", "conceptitem": "concept", "knowledgeitem": "knowledge",
    "planningitem": "planning",
}  # fmt: skip
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
RIGHTS = ("copyrightholder", "copyrightnotice", "usageterms", "accountable")
TIMES = ("firstcreated", "versioncreated", "contentcreated", "contentmodified")
# Beside a name, words that describe and need no place of their own.
NOT_SUMMARY = ("caption", "alt", "rights")
# Beside the headline; «apahltype:subtitle», «hlrole:short».
NOT_HEADLINE = ("sub", "short", "kicker", "over")


# Literals and names that only machines of the sender know: «pl», «TT:02000000:LAG».
_CODE = re.compile(r"[a-z]{1,3}|[\w.-]+(?::[\w.-]+)+", re.ASCII)


@dataclass(slots=True)
class Item:
    """An item as read: what it is, the fields of its record and the ids of items that it names."""

    id: str
    kind: str
    fields: dict[str, Any]
    refers_to: list[str] = field(default_factory=list)
    host: str = ""
    was_mended: bool = False


def read_item(root: Element) -> Item:
    """Read a newsItem, a package, or a bare contentSet."""
    guid = (root.get("guid") or "").strip()
    named = [node.get("residref") for node in root.iter() if local(node) in ("itemref", "link")]
    kind = ITEM_KINDS.get(local(root)) or _kind(root)
    fields = {} if local(root) in ITEM_KINDS else _fields(root, guid)
    return Item(guid, kind, fields, [name for name in named if name], host_of(guid))


def _kind(root: Element) -> str:
    found = find(root, "itemclass")
    name = "" if found is None else found.get("qcode") or found.get("uri") or ""
    kind = name.replace("/", ":").rpartition(":")[2].lower()
    return "text" if kind in ("", "text", "composite") else kind


def _fields(root: Element, guid: str) -> dict[str, Any]:
    management, description = _part(root, "itemmeta"), _part(root, "contentmeta")
    language = _language(root, description)
    content = _content(root)
    fields = {
        **content,
        **{name: value for name, value in _extra(root, management, description).items() if value},
        "id": guid,
        "version": root.get("version"),
        "language": language or content.get("language"),
        "status": _state(management),
        **_dates(management, description),
        "keywords": names_of([*_concepts(description, language), *content.get("keywords", ())]),
        "read_also": _links(management),
        "images": pictures_of([*content.get("images", ()), *_remote(root, description)]),
    }
    fields |= _told(root, management, description, language, content)
    known = [*fields["keywords"], *fields.get("genre", ())]
    return {**fields, "body": without_headline(fields.get("body") or "", fields["headline"], known)}


def _part(root: Element, name: str) -> Element:
    """Return a part of an item, or an empty one."""
    found = find(root, name)
    return etree.Element(name) if found is None else found


def _language(root: Element, description: Element) -> str | None:
    declared = next((node.get("tag") for node in description if local(node) == "language"), None)
    return language_of(declared) or language_of(root.get(LANG))


def _told(
    root: Element, management: Element, description: Element, language: str | None, content: dict[str, Any]
) -> dict[str, Any]:
    """Return what the item says in words; where it does not, what its text prints."""
    creators = names_of(_named(node, language) for node in description if local(node) == "creator")
    byline = _in_language(description, "by", language) or content.get("byline") or "، ".join(creators)
    return {
        "headline": _in_language(description, "headline", language, NOT_HEADLINE)
        or content.get("headline")
        or _in_language(description, "headline", language)
        or _in_language(management, "title", language),
        "summary": _summary(description, language) or content.get("summary"),
        "byline": byline_of(byline),
        "source": _source(root, management, description, language) or content.get("source"),
    }


def _in_language(part: Element, name: str, language: str | None, skip: tuple[str, ...] = ()) -> str:
    """Return the text of a child in the language of the item, else in none, else the first."""
    nodes = [node for node in part if local(node) == name and not _has_role(node, skip)]
    return text_of(_best(nodes, language))


def _has_role(node: Element, roles: tuple[str, ...]) -> bool:
    return any(role in (node.get("role") or "").lower() for role in roles)


def _best(nodes: list[Element], language: str | None) -> Element | None:
    def rank(node: Element) -> int:
        mine = (node.get(LANG) or "").lower()
        wanted = (language or "ar").lower()
        return 0 if mine == wanted else 1 if not mine or mine[:2] == wanted[:2] else 2

    return min((node for node in nodes if text_of(node)), key=rank, default=None)


def _summary(description: Element, language: str | None) -> str:
    return _in_language(description, "description", language, NOT_SUMMARY)


def _named(concept: Element, language: str | None) -> str:
    """Return the name of a concept in the language of the item, else its literal; a code is no name."""
    names = [node for node in concept if local(node) == "name"]
    return text_of(_best(names, language)) or (concept.get("literal") or "").strip()


def _source(root: Element, management: Element, description: Element, language: str | None) -> str | None:
    """Return who informed, else who provides, else who is credited or holds the rights."""
    informers = [_named(node, language) for node in description if local(node) == "infosource"]
    providers = [node for node in management if local(node) == "provider"]
    codes = [(node.get("qcode") or "").removeprefix("nprov:") for node in providers]
    holders = [_named(node, language) for node in find_all(root, "copyrightholder")]
    credit = _in_language(description, "creditline", language)
    given = [_named(node, language) for node in providers]
    return name_of(*informers, *given, credit, *(code for code in codes if ":" not in code), *holders)


def _concepts(description: Element, language: str | None) -> Iterator[str]:
    for node in description:
        if local(node) == "keyword":
            yield from split_keywords(text_of(node))
    yield from (name for name in _subjects(description, language) if not _CODE.fullmatch(name))


def _subjects(description: Element, language: str | None) -> Iterator[str]:
    return (_named(node, language) for node in description if local(node) == "subject")


def _state(management: Element) -> str | None:
    """Return our state; an embargo without a date holds until its sender lifts it."""
    for node in management:
        if local(node) == "pubstatus":
            state = state_of(node.get("qcode") or node.get("uri") or text_of(node))
            if state:
                return state
    held = [node for node in management if local(node) == "embargoed"]
    return "draft" if any(node.get(NIL) in ("true", "1") or not text_of(node) for node in held) else None


def _dates(management: Element, description: Element) -> dict[str, Any]:
    given = {local(node): text_of(node) for part in (management, description) for node in part}
    names = ("firstcreated", "versioncreated", "contentcreated", "embargoed")
    first, version, created, embargo = (given.get(name, "") for name in names)
    return printed_dates(first, version, created, embargo)


def _links(management: Element) -> list[dict[str, Any]]:
    """Return the links that bear a headline; those without stay among the fields we do not know."""
    links = []
    for node in management:
        if local(node) == "link":
            headline = text_of(find(node, "headline", "title"))
            href = node.get("href")
            if headline and "picture" not in (node.get("rel") or "").lower():
                links.append({"headline": headline, "url": href if is_address(href) else None})
    return links


def _extra(root: Element, management: Element, description: Element) -> dict[str, Any]:
    """Keep what a record has no field for: rights, notes, codes, places."""
    rights = {name: text_of(find(root, name)) for name in RIGHTS}
    notes = {name: text_of(find(management, name)) for name in ("embargoed", "service")}
    notes["ednote"] = "\n".join(filter(None, map(text_of, find_all(management, "ednote"))))
    told = {name: text_of(find(description, name)) for name in ("slugline", "dateline", "creditline")}
    told["subheadline"] = "\n".join(
        text_of(node) for node in description if local(node) == "headline" and _has_role(node, NOT_HEADLINE)
    )
    urgency = text_of(find(description, "urgency"))
    parts = (management, description)
    times = {local(node): text_of(node) for part in parts for node in part if local(node) in TIMES}
    codes = [node.get("qcode") or node.get("uri") for node in description if local(node) == "subject"]
    codes += [name for name in _subjects(description, None) if _CODE.fullmatch(name)]
    located = [_named(node, None) for node in description if local(node) == "located"]
    genres = [_named(node, None) or node.get("qcode") for node in description if local(node) == "genre"]
    links = [node.get("href") for node in management if local(node) == "link" and not text_of(node)]
    return {
        **rights, **notes, **told, **times, "urgency": urgency, "genre": names_of(genres),
        "subject_codes": [code for code in codes if code], "located": name_of(*located),
        "links": [link for link in links if link],
    }  # fmt: skip


def _content(root: Element) -> dict[str, Any]:
    """Return what the first form of the content with any text holds."""
    contents = [root] if local(root) == "contentset" else find_all(root, "contentset")
    for node in (node for content in contents for node in content):
        found = _inline(node) if local(node) in ("inlinexml", "inlinedata") else {}
        if any(found.get(name) for name in ("body", "headline")):
            return found
    return {}


def _inline(node: Element) -> dict[str, Any]:
    if local(node) == "inlinedata":
        return _data(node)
    nitf = find(node, "nitf")
    if nitf is not None:
        return read_nitf(nitf)
    body = find(node, "body")
    blocks = Blocks(node if body is None else body)
    return {"body": blocks.html, "images": blocks.pictures}


def _data(node: Element) -> dict[str, Any]:
    """Read text that is not XML here: plain, or HTML that was escaped."""
    text = "".join(node.itertext())
    if node.get("encoding") or not text.strip():
        return {}
    if not is_html(text):
        return {"body": text.strip()}
    blocks = Blocks(html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8")))
    return {"body": blocks.html, "images": blocks.pictures}


def _remote(root: Element, description: Element) -> list[dict[str, Any]]:
    """Return the largest of the pictures that lie elsewhere, with what the item says of it."""
    remote = [node for node in find_all(root, "remotecontent") if _is_picture(node)]
    if not remote:
        return []
    best = max(remote, key=lambda node: (_number(node, "width"), _number(node, "size")))
    caption = _in_language(description, "description", None, ("alt",))
    credit = [_in_language(description, name, None) for name in ("creditline", "by")]
    creator = next((_named(node, None) for node in description if local(node) == "creator"), "")
    alt = next((text_of(n) for n in description if local(n) == "description" and _has_role(n, ("alt",))), "")
    return [
        {
            "url": best.get("href"),
            "caption": caption or _in_language(description, "headline", None) or None,
            "credit": next(filter(None, [*credit, creator]), None),
            "alt": alt or None,
        }
    ]


def _is_picture(node: Element) -> bool:
    return (node.get("contenttype") or "image/").startswith("image/") and is_address(node.get("href"))


def _number(node: Element, name: str) -> int:
    text = node.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
