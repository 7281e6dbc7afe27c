"""What a page may hold: looked at as a browser reads it, whatever it was made from."""

import json
import re
import warnings
from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

import html5lib
from lxml import html

from articles.sanitizing import ATTRIBUTES, TAGS

# Attributes that lead somewhere, and where they may.
LEADING = {
    "href", "src", "action", "formaction", "poster", "cite", "data", "background", "xlink:href", "srcset",
}  # fmt: skip
# Whatever they say.
HARMLESS = {
    "class",
    "dir",
    "lang",
    "id",
    "title",
    "alt",
    "value",
    "role",
    "aria-label",
    "aria-current",
    "href",
}
SCHEMES = {"", "http", "https", "mailto", "tel"}
NEVER = {"srcdoc", "formaction", "background", "xlink:href", "ping", "manifest", "http-equiv"}
# Of the body of an article; what its printing adds are pictures.
BODY_TAGS = TAGS | {"picture", "source", "img", "figure", "figcaption", "bdi", "span", "div"}
BODY_ATTRIBUTES = set().union(*ATTRIBUTES.values()) | {
    "dir", "lang", "class", "data-kind", "data-align", "data-picture", "data-credit", "loading", "decoding",
    "width", "height", "srcset", "sizes", "type", "media", "src", "alt",
}  # fmt: skip
FORBIDDEN = {
    "object", "embed", "base", "applet", "frame", "frameset", "iframe", "math", "marquee", "xmp", "template",
}  # fmt: skip
CODE = ("script", "style")
_CONTROL = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")


def scheme_of(address: str) -> str:
    """Read a scheme as browsers do, who drop what cannot be seen."""
    bare = _CONTROL.sub("", address)
    try:
        return urlsplit(bare).scheme.lower()
    except ValueError:
        return ""


def tree_of(page: str):
    """Read a page by the tokens of HTML5, quickly."""
    return html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def slow_tree_of(page: str):
    """Read a page exactly as the standard says."""
    with warnings.catch_warnings(action="ignore"):  # its tree holds no form feeds
        return html5lib.parse(page, treebuilder="lxml", namespaceHTMLElements=False).getroot()


class Look:
    """Learn from harmless pages what the site is made of, then complain of all that is none of it."""

    def __init__(self, *harmless: str):
        self.shapes: set[tuple[str, str]] = set()
        self.tags: set[str] = {"s", "mark"}  # words that a search did not find, and those that it did
        self.codes: set[str] = set()
        for page, read in product(harmless, (slow_tree_of, tree_of)):
            for element in _elements(read(page)):
                self.tags.add(element.tag)
                if element.tag in CODE:
                    self.codes.add(element.text or "")
                self.shapes |= {(element.tag, name) for name in element.attrib}

    def complaints(self, page: str, *, read=tree_of) -> list[str]:
        return [
            f"{told}: {html.tostring(element, encoding='unicode')[:160]}"
            for element in _elements(read(page))
            for told in self._complaints_of(element)
        ]

    def _complaints_of(self, element) -> Iterator[str]:
        tag = element.tag
        if tag not in self.tags and (tag in FORBIDDEN or tag not in BODY_TAGS):
            yield f"element {tag}"
        yield from attribute_complaints(element, self.shapes)
        for name in element.attrib:
            is_of_body = tag in BODY_TAGS and name in BODY_ATTRIBUTES
            if not (is_of_body or name in HARMLESS or (tag, name) in self.shapes):
                yield f"attribute {name}"
        if tag in CODE and (element.text or "") not in self.codes:
            yield from _complaints_of_code(element)


def attribute_complaints(element, known: frozenset[tuple[str, str]] | set = frozenset()) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name.startswith("on") or (name in NEVER and (element.tag, name) not in known):
            yield f"attribute {name}"
        if name in LEADING and scheme_of(value) not in SCHEMES and not value.startswith("data:image/png"):
            yield f"leads to {value[:60]!r}"


def _complaints_of_code(element) -> Iterator[str]:
    text = element.text or ""
    if element.tag == "script" and element.get("type") == "application/ld+json":
        json.loads(text)
    elif element.tag == "script" and element.get("type") == "importmap":
        json.loads(text)
        if "trip" in text:
            yield "an attack in the import map"
    elif text.strip():
        yield "code in the page"


def _elements(tree) -> Iterator:
    return (element for element in tree.iter() if isinstance(element.tag, str))


def fragment_complaints(markup: str) -> list[str]:
    """Complain of a fragment (a body, an excerpt of a feed) that holds more than the allow-list."""
    found = []
    with warnings.catch_warnings(action="ignore"):
        parts = html5lib.parseFragment(markup, treebuilder="lxml", namespaceHTMLElements=False)
    for element in parts:
        for inner in [element, *element.iterdescendants()] if not isinstance(element, str) else []:
            if isinstance(inner.tag, str) and inner.tag not in BODY_TAGS:
                found.append(f"element {inner.tag}")
            found += [*attribute_complaints(inner)]
            found += [f"attribute {name}" for name in inner.attrib if name not in BODY_ATTRIBUTES]
    return found
