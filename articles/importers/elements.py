"""Elements of markup: their names without namespaces, their words, their addresses."""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

# lxml comes without types: an element of it.
Element = Any
# So much of an element tells which it is.
OPENING = 400
# Tags that part words.
APART = {
    "p", "pre", "dt", "dd", "dl", "fn", "note", "address", "caption", "credit", "summary", "details", "h1",
    "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "ul", "ol", "li", "blockquote", "bq", "div", "section",
    "article", "body", "main", "header", "footer", "center", "block", "body.content", "aside", "fieldset",
    "table", "tbody", "thead", "tfoot", "tr", "td", "th", "figure", "figcaption", "media", "hr", "br",
}  # fmt: skip


def local(element: Element) -> str:
    """Return the name of an element without its namespace; comments and entities have none."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text_of(element: Element | None) -> str:
    """Return the words of an element on one line, those of its blocks apart; its comments are none."""
    if element is None:
        return ""
    text = "".join(_pieces(element)) if len(element) else element.text or ""
    return " ".join(text.split())


def opening_of(element: Element, length: int = OPENING, pieces: int = 400) -> str:
    """Return the words of an element as `text_of`, but not far beyond a length: pages nest deep."""
    text, size = [], 0
    for piece in islice(_pieces(element), pieces) if len(element) else [element.text or ""]:
        text.append(piece)
        size += len(piece.strip())
        if size > length:
            break
    return " ".join("".join(text).split())


def _pieces(root: Element) -> Iterator[str]:
    """Yield the texts in it, a space where a block begins or ends: no two words become one."""
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and isinstance(node.tag, str):
            yield " " if local(node) in APART else ""
            yield node.text or ""
        elif event == "end" and node is not root:
            yield " " if local(node) in APART else ""
            yield node.tail or ""


def find(element: Element, *names: str) -> Element | None:
    """Return the first descendant of one of these names, in any namespace."""
    return next((node for node in element.iter() if node is not element and local(node) in names), None)


def find_all(element: Element, *names: str) -> list[Element]:
    return [node for node in element.iter() if node is not element and local(node) in names]


def is_address(text: Any) -> bool:
    """Say whether a value is an address of the web."""
    try:
        parts = urlsplit(text if isinstance(text, str) else "")
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def resolve(base: str, address: str | None) -> str:
    """Return an address as absolute, or nothing where that cannot be."""
    try:
        joined = urljoin(base, (address or "").strip())
    except ValueError:
        return ""
    return joined if is_address(joined) else ""
