"""Take lists of other articles out of a page, and keep their links by the kind of their label."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from articles.importers.elements import Element, local, opening_of, resolve, text_of
from articles.importers.labels import match_label

LABEL_LENGTH = 60
# Lists lie a few levels around their label, and a page has few of them.
LEVELS = 6
LABELS = 50
_UNSEEN = re.compile(r"screen-reader|sr-only|visually-hidden|visuallyhidden", re.IGNORECASE)
# What goes out: one by one, moving the text behind each would take the square of a long paragraph.
_OUT = "out"
# A block that lists other articles has little text that is no link.
LIST_SHARE = 0.5


def prune_lists(root: Element, base: str) -> dict[str, list[dict[str, Any]]]:
    """Take lists of other articles out of the tree; return their links by the kind of their label."""
    found: dict[str, list[dict[str, Any]]] = {"read_also": _take_labelled_links(root, base), "similar": []}
    _drop_unseen(root)
    for node, kind in islice(_labels(root), LABELS):
        block = _list_of(node)
        # A label within a list that is out already leads up to that list.
        if block is not None and block.getparent() is not None:
            found[kind] += _links(block, base)
            _drop(block)
    return found


def _drop_unseen(root: Element) -> None:
    """Take out what only those hear who listen to the page: «list of 2 items»."""
    for node in list(root.iter("span")):
        if _UNSEEN.search(node.get("class") or ""):
            node.tag = _OUT
    etree.strip_elements(root, _OUT, with_tail=False)


def _take_labelled_links(root: Element, base: str) -> list[dict[str, Any]]:
    """Take links that hold their label: <a>اقرأ أيضاً: مكتبات بلا جدران</a>."""
    links = []
    for node in list(root.iter("a")):
        words = opening_of(node)
        label = match_label(words) if words else None
        if label and label[0] == "read_also" and label[1]:
            links.append({"headline": label[1], "url": resolve(base, node.get("href")) or None})
            node.tag = _OUT
    etree.strip_elements(root, _OUT, with_tail=False)
    return links


def _labels(root: Element) -> Iterator[tuple[Element, str]]:
    for node in list(root.iter()):
        if local(node) in ("", "script", "style", "head", "title", "a") or node.getparent() is None:
            continue
        if kind := _label_kind(node):
            yield node, kind


def _label_kind(node: Element) -> str:
    """Tell a label «اقرأ أيضا» or «مقالات ذات صلة» that stands by itself in an element."""
    own = " ".join("".join([node.text or "", *(child.tail or "" for child in node)]).split())
    words = own or (opening_of(node) if len(node) == 1 else "")
    label = match_label(words) if 2 < len(words) <= LABEL_LENGTH else None
    return label[0] if label and label[0] in ("read_also", "similar") and not label[1] else ""


def _list_of(label: Element) -> Element | None:
    """Return the widest block around a label that still is a list of links, or what follows the label."""
    best = None
    for block in (label, *islice(label.iterancestors(), LEVELS)):
        if local(block) in ("body", "html", "article", "main") or not _is_list(block):
            if block is label:
                continue
            break
        best = block
    if best is None:
        after = label.getnext()
        if after is not None and _is_list(after):
            return after
    return best


def _is_list(block: Element) -> bool:
    links = sum(len(text_of(link)) for link in block.iter("a"))
    return links > 0 and links >= LIST_SHARE * len(text_of(block))


def _links(block: Element, base: str) -> list[dict[str, Any]]:
    links = [(text_of(link), resolve(base, link.get("href"))) for link in block.iter("a")]
    return [{"headline": words, "url": url or None} for words, url in links if words]


def _drop(node: Element) -> None:
    """Take an element out and leave the text behind it."""
    parent, tail = node.getparent(), node.tail
    if tail and tail.strip():
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(node)
