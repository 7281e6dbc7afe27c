"""The words of a page whose HTML source was pasted in the place of its text, line by line."""

import re
from typing import Any

from lxml import etree, html

from articles.importers.detecting import detect_format

HIDDEN = {"script", "style", "noscript", "template", "svg", "math", "head", "iframe", "object", "canvas"}
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark",
    "q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "wbr",
}  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r" {2,}")
_EDGES = re.compile(r" *\n *")
_GAPS = re.compile(r"\n{3,}")
_CLOSING = re.compile(r"</[a-zA-Z]")


def is_source(text: str) -> bool:
    """Say whether a text is HTML from its first character on, and not prose that mentions a tag."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") and detect_format(text) == "html" and (
        len(_CLOSING.findall(text, 0, 100_000)) >= 2
    )  # fmt: skip


def text_of_source(source: str) -> str:
    """Return what a browser would copy: "<h1>أ</h1><p>ب<br>ج</p>" → "أ\\n\\nب\\nج"."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return source
    text = _SPACES.sub(" ", "".join(_pieces(root))).strip()
    return _GAPS.sub("\n\n", _EDGES.sub("\n", text)) + "\n" if text else source


def _pieces(root: Any) -> list[str]:
    pieces: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            pieces.append(_before(element.tag))
            if element.tag in HIDDEN:
                walker.skip_subtree()
            else:
                pieces.append(_SPACE.sub(" ", element.text or ""))
        else:
            pieces += [_after(element.tag), _SPACE.sub(" ", element.tail or "")]
    return pieces


def _before(tag: str) -> str:
    if tag == "li":
        return "\n• "
    if tag in ("br", "tr"):
        return "\n"
    return " " if tag in ("td", "th") else _after(tag)


def _after(tag: str) -> str:
    if tag in INLINE or tag in ("br", "li", "tr", "td", "th", "img"):
        return ""
    return "\n\n"
