"""Read an NITF document: what its head says, what its body prints."""

from collections.abc import Iterator
from typing import Any

from articles.importers.markup import Blocks, Element, find, find_all, is_address, local, read_media, text_of
from articles.importers.wire import (
    byline_of,
    host_of,
    language_of,
    name_of,
    names_of,
    pictures_of,
    printed_dates,
    state_of,
)

CONCEPTS = ("classifier", "person", "org", "location", "event", "object.title")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_nitf(root: Element) -> dict[str, Any]:
    """Return the fields of a record; those that are missing are empty."""
    head, body = find(root, "head"), find(root, "body")
    top = find(body, "body.head") if body is not None else None
    fields = _printed(root, top)
    if head is not None:
        fields |= {name: value for name, value in _told(head, fields).items() if value}
    told = [node.get(name) for node in (root, body) if node is not None for name in (LANG, "baselang")]
    fields["language"] = next(filter(None, map(language_of, told)), None)
    return fields | _body(body)


def nitf_host(fields: dict[str, Any]) -> str:
    return host_of(str(fields.get("id") or "")) or host_of(f"tag:{fields.get('regsrc') or ''}")


def _printed(root: Element, top: Element | None) -> dict[str, Any]:
    """Return what stands above the text: headlines, byline, dateline, distributor, abstract."""
    if top is None:
        return {"headline": text_of(find(root, "hl1"))}
    hedline = find(top, "hedline")
    below = " ".join(text_of(line) for line in find_all(hedline, "hl2")) if hedline is not None else ""
    abstract = text_of(find(top, "abstract"))
    return {
        "headline": text_of(find(hedline, "hl1")) if hedline is not None else "",
        "summary": abstract or below,
        "subheadline": below if abstract else "",
        "byline": "، ".join(filter(None, map(_byline, find_all(top, "byline")))),
        "dateline": text_of(find(top, "dateline")),
        "story_date": _attribute(find(top, "story.date"), "norm"),
        "source": name_of(text_of(find(top, "distributor"))),
        "copyrightnotice": text_of(find(top, "copyrite", "rights")),
        "ednote": " ".join(text_of(note) for note in find_all(top, "note")),
    }


def _byline(element: Element | None) -> str:
    """«بقلم <person>سلمى</person><byttl>مراسلة</byttl>» → «سلمى، مراسلة»"""
    title = None if element is None else find(element, "byttl")
    if element is None or title is None:
        return byline_of(text_of(element))
    name = " ".join("".join(element.xpath("text()|*[not(self::*[local-name()='byttl'])]//text()")).split())
    comma = ", " if name.isascii() else "، "
    return byline_of(comma.join(filter(None, (name.rstrip(" ,،"), text_of(title)))))


def _told(head: Element, printed: dict[str, Any]) -> dict[str, Any]:
    """Return what the head says, where the body does not print better."""
    first = {local(node): node for node in reversed(list(head.iter()))}
    publication, rights = first.get("pubdata"), first.get("doc.copyright")
    holder = _attribute(rights, "holder")
    told = {
        "id": _attribute(first.get("doc-id"), "id-string"),
        "regsrc": _attribute(first.get("doc-id"), "regsrc"),
        "section": name_of(_attribute(publication, "position.section")),
        "keywords": names_of(_keywords(head)),
        "urgency": _attribute(first.get("urgency"), "ed-urg"),
        "slugline": _attribute(first.get("du-key"), "key"),
        "copyrightholder": holder,
        "status": state_of(_attribute(first.get("docdata"), "management-status")),
        "expires": _attribute(first.get("date.expire"), "norm"),
        **_dates(head, first, printed),
    }
    if not printed.get("headline"):
        told["headline"] = text_of(first.get("title"))
    if not printed.get("source"):
        told["source"] = name_of(_attribute(publication, "name"), holder)
    told_to_editors = (_attribute(first.get(name), "info") for name in ("ed-msg", "correction"))
    notes = (printed.get("ednote"), *told_to_editors)
    told["ednote"] = "\n".join(filter(None, notes))
    return told


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else (element.get(name) or "").strip()


def _dates(head: Element, first: dict[str, Element], printed: dict[str, Any]) -> dict[str, Any]:
    """Issue is publication and release an embargo; the last entry of the history is the change."""
    revisions = [_attribute(node, "norm") for node in find_all(head, "revision-history")]
    publication = _attribute(first.get("pubdata"), "date.publication")
    issued = _attribute(first.get("date.issue"), "norm")
    release = _attribute(first.get("date.release"), "norm")
    return printed_dates(
        issued or release or publication, max(revisions, default=""), printed.get("story_date", ""), release
    )


def _keywords(head: Element) -> Iterator[str]:
    for node in find_all(head, "keyword"):
        yield _attribute(node, "key") or text_of(node)
    for node in find_all(head, "tobject.subject"):
        parts = ("tobject.subject.type", "tobject.subject.matter", "tobject.subject.detail")
        yield from filter(None, (_attribute(node, part) for part in parts))
    identified = find(head, "identified-content")
    for node in find_all(identified, *CONCEPTS) if identified is not None else ():
        yield _attribute(node, "value") or text_of(node)


def _body(body: Element | None) -> dict[str, Any]:
    # A note above the text has a body.content of its own.
    content = (
        next((node for node in body if local(node) == "body.content"), None) if body is not None else None
    )
    if content is None:
        return {"body": "", "images": []}
    blocks = Blocks(content)
    ending = find(body, "body.end")
    return {
        "body": blocks.html,
        "images": pictures_of(blocks.pictures),
        "media": _other_media(content),
        "tagline": text_of(find(ending, "tagline")) if ending is not None else "",
        "bibliography": text_of(find(ending, "bibliography")) if ending is not None else "",
    }


def _other_media(content: Element) -> list[str]:
    """Keep the names of sound, film and of pictures without an address."""
    media = find_all(content, "media")
    names = [(one, _attribute(node, "source")) for one in media for node in find_all(one, "media-reference")]
    return [name for one, name in names if name and not (is_address(name) and read_media(one))]
