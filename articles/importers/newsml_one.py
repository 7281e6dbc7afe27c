"""Read one item of NewsML 1.x, as agencies of the region still send it: components within components."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html

from articles.importers.markup import Blocks, Element, find, find_all, is_address, local, text_of
from articles.importers.newsml_item import Item
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
from articles.sanitizing import is_html

PICTURES = {"photo", "graphic", "picture", "image"}
MEDIA = {"audio", "video"}
# What a component is to its item, where that is no part of the text.
CAPTION, TITLE = "caption", "title"


@dataclass(slots=True)
class Content:
    """What the components of an item hold, in their order."""

    bodies: list[str] = field(default_factory=list)
    pictures: list[dict[str, Any]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    nitf: dict[str, Any] = field(default_factory=dict)


def is_news_item(root: Element) -> bool:
    """Say whether this is an item of 1.x: G2 knows no components."""
    return find(root, "newscomponent", "newsidentifier") is not None


def read_news_item(root: Element) -> Item:
    """Read a NewsItem; one that holds nothing but pictures is a picture."""
    guid, content = _id(root), Content()
    for part in root:
        if local(part) == "newscomponent":
            _read_component(part, "", content)
    fields = _fields(root, guid, content)
    is_text = bool(fields["body"]) or not content.pictures
    references = [node.get("NewsItem") or "" for node in find_all(root, "newsitemref")]
    return Item(guid, "text" if is_text else "picture", fields, references, host_of(guid))


def _id(root: Element) -> str:
    """Return provider, day and number, which stay the same in each revision; else the public identifier."""
    parts = [text_of(find(root, name)) for name in ("providerid", "dateid", "newsitemid")]
    if all(parts):
        return "urn:newsml:" + ":".join(parts)
    public = text_of(find(root, "publicidentifier"))
    return public if public.count(":") > 2 else ""


def _read_component(component: Element, role: str, content: Content) -> None:
    """Take in the contents of a component; of equivalent ones the first that has any."""
    role = next((_formal(node).lower() for node in component if local(node) == "role"), "") or role
    are_equal = (component.get("EquivalentsList") or "").lower() == "yes"
    for part in component:
        if local(part) == "contentitem":
            _read_content(part, role, content)
        elif local(part) == "newscomponent":
            _read_component(part, role, content)
        if are_equal and (content.bodies or content.pictures):
            return


def _read_content(item: Element, role: str, content: Content) -> None:
    kind = _formal(find(item, "mediatype")).lower()
    mime = _formal(find(item, "mimetype")).lower()
    if kind in PICTURES or mime.startswith("image/"):
        href = item.get("Href")
        content.pictures.append({"url": href if is_address(href) else None, "caption": None, "credit": None})
        return
    data = find(item, "datacontent")
    body = _body(data, content) if data is not None and kind not in MEDIA else ""
    if not body:
        return
    if CAPTION in role:
        content.captions.append(text_of(data))
    elif role in (TITLE, "headline"):
        content.titles.append(text_of(data))
    else:
        content.bodies.append(body)


def _body(data: Element, content: Content) -> str:
    """Return a text that is NITF, XHTML or plain, or HTML that was escaped."""
    nitf = find(data, "nitf")
    if nitf is not None:
        content.nitf = {**read_nitf(nitf), **{name: value for name, value in content.nitf.items() if value}}
        content.pictures += content.nitf.pop("images", [])
        return str(content.nitf.pop("body", ""))
    text = "".join(data.itertext())
    if not len(data) and not is_html(text):
        return text.strip()
    markup = html.document_fromstring(text, parser=html.HTMLParser()) if not len(data) else data
    inner = find(markup, "body")
    blocks = Blocks(markup if inner is None else inner)
    content.pictures += blocks.pictures
    return blocks.html


def _formal(node: Element | None) -> str:
    return "" if node is None else (node.get("FormalName") or "").strip()


def _fields(root: Element, guid: str, content: Content) -> dict[str, Any]:
    nitf = content.nitf
    headline = _line(root, "headline") or next(iter(content.titles), "") or nitf.get("headline")
    body = "\n".join(content.bodies) if len(content.bodies) < 2 else "\n".join(map(_as_html, content.bodies))
    language = _formal(find(root, "language")) or _first_language(root)
    return {
        **nitf, **_extra(root), **_dates(root),
        "id": guid,
        "headline": headline,
        "summary": nitf.get("summary"),
        "body": without_headline(body, headline),
        "byline": byline_of(_line(root, "byline")) or nitf.get("byline"),
        "source": _source(root) or nitf.get("source"),
        "keywords": names_of([*_keywords(root), *nitf.get("keywords", ())]),
        "images": pictures_of(_captioned(root, content)),
        "status": state_of(_formal(find(root, "status"))),
        "language": language_of(language.lower() if language.isupper() else language) or nitf.get("language"),
    }  # fmt: skip


def _as_html(body: str) -> str:
    return body if is_html(body) else f"<p>{body}</p>"


def _line(root: Element, name: str) -> str:
    return next((words for node in find_all(root, name) if (words := text_of(node))), "")


def _first_language(root: Element) -> str:
    return next((tag for node in root.iter() if (tag := node.get(LANG)) and tag != "x-default"), "")


def _source(root: Element) -> str | None:
    """Return who told it: the source, else who provides, else the credit."""
    parties = [
        _formal(party)
        for name in ("source", "provider")
        for node in find_all(root, name)
        for party in find_all(node, "party")
    ]
    return name_of(*parties, _line(root, "creditline"))


def _keywords(root: Element) -> Iterator[str]:
    yield from (text_of(node) for node in find_all(root, "keywordline"))
    for node in find_all(root, "property"):
        if _formal(node).lower() == "keyword":
            yield node.get("Value") or ""


def _dates(root: Element) -> dict[str, Any]:
    """Read both versions; the time when its state will change is an embargo's end."""
    change = find(root, "statuswillchange")
    embargo = text_of(find(change, "dateandtime")) if change is not None else ""
    first, version = (text_of(find(root, name)) for name in ("firstcreated", "thisrevisioncreated"))
    return printed_dates(first, version, "", embargo)


def _captioned(root: Element, content: Content) -> list[dict[str, Any]]:
    """Give the pictures their caption and credit: one of several sizes is enough."""
    credit, captions = _line(root, "creditline"), content.captions
    bare = [picture for picture in content.pictures if not picture.get("caption") and not picture.get("alt")]
    shown = next((picture for picture in bare if picture.get("url")), bare[0] if bare else None)
    told = [picture for picture in content.pictures if picture not in bare]
    if shown is not None:
        told.append({**shown, "caption": next(iter(captions), None), "credit": credit or None})
    return told


def _extra(root: Element) -> dict[str, Any]:
    names = ("subheadline", "dateline", "creditline", "slugline", "copyrightline")
    told = {name: _line(root, name) for name in names}
    told["copyrightnotice"] = told.pop("copyrightline")
    notes = [text_of(node) for node in find_all(root, "newslinetext", "usagetype")]
    genres = [_formal(node) for node in find_all(root, "genre")]
    return {
        **told,
        "urgency": _formal(find(root, "urgency")),
        "newslines": [note for note in notes if note],
        "genre": names_of(genres),
        "version": text_of(find(root, "revisionid")),
    }
