"""Turn the markup of others (XHTML, pages, NITF) into the body's allow-list, and free its pictures."""

import re
from html import escape
from typing import Any

from articles.flow import break_lines
from articles.importers.elements import Element, find, find_all, is_address, local, resolve, text_of
from articles.importers.lines import read_caption, read_credit

__all__ = [
    "Blocks",
    "Element",
    "find",
    "find_all",
    "is_address",
    "is_layout",
    "local",
    "read_figure",
    "read_media",
    "resolve",
    "text_of",
]

BLOCKS = {
    "p": "p", "pre": "p", "dt": "p", "dd": "p", "fn": "p", "note": "p", "address": "p", "caption": "p",
    "credit": "p", "summary": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4",
    "hl1": "h2", "hl2": "h2",
}  # fmt: skip
INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "u": "u"}
LISTS = {"ul", "ol"}
QUOTES = {"blockquote", "bq"}
PICTURES = {"figure", "img", "picture", "media", "amp-img"}
CONTAINERS = {
    "div", "section", "article", "body", "main", "header", "footer", "center", "dl", "details", "block",
    "body.content", "html", "li", "nitf-table", "aside", "fieldset",
}  # fmt: skip
TABLE_PARTS = {"table", "tbody", "thead", "tfoot", "tr", "td", "th"}
DROPPED = {
    "script", "style", "noscript", "iframe", "form", "template", "svg", "head", "title", "meta", "link",
    "button", "input", "select", "textarea", "nav", "object", "embed", "video", "audio", "canvas", "math",
}  # fmt: skip
_BLOCKISH = {*BLOCKS, *LISTS, *QUOTES, *CONTAINERS, "table", "figure", "media", "hr"}
_SPACE = re.compile(r"\s+")
_BREAKS = re.compile(r"(?:(?<!\s)\s+)?<br>(?:\s*<br>)+\s*")
_EDGES = re.compile(r"^(?:[\s\ufeff\u200b]|<br>)+|(?:[\s\ufeff\u200b]|<br>)+$")
_CREDIT_CLASS = re.compile(r"credit|byline|copyright|photographer|producer|source", re.IGNORECASE)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.IGNORECASE)
# Above this a cell of a table is a column of the page.
CELL_LENGTH = 300
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset", "src")


class Blocks:
    """The blocks of one element in order, and the pictures that stood among them."""

    def __init__(self, root: Element, *, base: str = "", holders: set[Element] | None = None):
        self.base = base
        self.out: list[str] = []
        self.loose: list[str] = []
        self.pictures: list[dict[str, Any]] = []
        self.holders = _holders(root) if holders is None else holders
        self._container(root)
        self._flush()

    @property
    def html(self) -> str:
        return "\n".join(self.out)

    def _container(self, element: Element) -> None:
        self._text(element.text)
        for child in element:
            self._dispatch(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self.loose.append(escape(_SPACE.sub(" ", text), quote=False))

    def _flush(self) -> None:
        self._add("p", "".join(self.loose))
        self.loose = []

    def _add(self, tag: str, content: str) -> None:
        """Write a block; two breaks in a row part paragraphs."""
        for part in _BREAKS.split(content):
            if trimmed := _EDGES.sub("", part):
                self.out.append(f"<{tag}>{trimmed}</{tag}>")

    def _dispatch(self, element: Element) -> None:
        tag = local(element)
        if not tag or tag in DROPPED:
            return
        if tag in PICTURES and self._picture(element, tag):
            return
        if tag in LISTS or tag in QUOTES or tag == "table" and not is_layout(element):
            self._flush()
            self._structure(element, tag)
        elif tag in CONTAINERS or tag in TABLE_PARTS or element in self.holders:
            self._flush()
            self._container(element)
            self._flush()
        elif tag in BLOCKS:
            self._flush()
            if tag == "pre":
                break_lines(element)
            self._container(element)
            self._add(BLOCKS[tag], "".join(self.loose))
            self.loose = []
        else:
            self._inline(element, tag)

    def _inline(self, element: Element, tag: str) -> None:
        if tag in ("br", "hr"):
            self.loose.append("<br>" if tag == "br" else "<br><br>")
            return
        opening, closing = self._marks(element, tag)
        self.loose.append(opening)
        self._container(element)
        self.loose.append(closing)

    def _marks(self, element: Element, tag: str) -> tuple[str, str]:
        if tag in INLINE:
            return f"<{INLINE[tag]}>", f"</{INLINE[tag]}>"
        if tag == "q":
            return "«", "»"
        href = element.get("href", "") if tag == "a" else ""
        if href.startswith(("mailto:", "tel:")) or (href := resolve(self.base, href) if href else ""):
            return f'<a href="{escape(href)}">', "</a>"
        return "", ""

    def _structure(self, element: Element, tag: str) -> None:
        if tag in LISTS:
            self._list(element, tag)
        elif tag in QUOTES:
            inner = self._inside(element)
            if inner.out:
                self.out.append(f"<blockquote>{inner.html}</blockquote>")
        else:
            self._table(element)

    def _inside(self, element: Element) -> "Blocks":
        inner = Blocks(element, base=self.base, holders=self.holders)
        self.pictures += inner.pictures
        return inner

    def _list(self, element: Element, tag: str) -> None:
        items = []
        for child in element:
            content = self._unwrapped(child) if local(child) and local(child) not in DROPPED else ""
            if content:
                items.append(f"<li>{content}</li>")
        if items:
            self.out.append(f"<{tag}>{''.join(items)}</{tag}>")

    def _table(self, element: Element) -> None:
        rows = []
        for row in find_all(element, "tr"):
            cells = [cell for cell in row if local(cell) in ("td", "th")]
            rows.append("".join(self._cell(cell) for cell in cells))
        title = find(element, "caption")
        if title is not None:
            self._add("p", f"<strong>{escape(text_of(title), quote=False)}</strong>")
        if any(rows):
            self.out.append(f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>")

    def _cell(self, cell: Element) -> str:
        tag = local(cell)
        spans = "".join(
            f' {name}="{value}"' for name in ("colspan", "rowspan") if (value := cell.get(name, "")).isdigit()
        )
        return f"<{tag}{spans}>{self._unwrapped(cell)}</{tag}>"

    def _unwrapped(self, element: Element) -> str:
        """Return the blocks inside; a single paragraph without its tags."""
        inner = self._inside(element)
        only = inner.out[0] if len(inner.out) == 1 else ""
        return only.removeprefix("<p>").removesuffix("</p>") if only.startswith("<p>") else inner.html

    def _picture(self, element: Element, tag: str) -> bool:
        """Take a picture out of the text; a figure without one is a container."""
        found = read_media(element) if tag == "media" else read_figure(element, self.base)
        if found is None:
            return tag in ("img", "media", "amp-img", "picture")
        if tag == "figure":
            self._flush()
        self.pictures.append(found)
        return True


def _holders(root: Element) -> set[Element]:
    """Return the elements that hold a block; computed upwards once, for a page nests without bound."""
    holders: set[Element] = set()
    for element in root.iter():
        if local(element) in _BLOCKISH and element is not root:
            for above in element.iterancestors():
                if above in holders or above is root:
                    break
                holders.add(above)
    return holders


def is_layout(table: Element) -> bool:
    """Say whether a table lays out a page: a single column, or a cell as long as a text."""
    rows = [[node for node in row if local(node) in ("td", "th")] for row in find_all(table, "tr")]
    if all(len(cells) <= 1 for cells in rows):
        return True
    return any(len(text_of(cell)) > CELL_LENGTH for cells in rows for cell in cells)


def read_figure(element: Element, base: str = "") -> dict[str, Any] | None:
    """Read a picture of a page with its caption, credit and alternative text."""
    image = element if local(element) in ("img", "amp-img") else find(element, "img", "amp-img")
    if image is None:
        return None
    url = _full_size(image, base) or _source_of(image, base)
    caption = find(element, "figcaption")
    if caption is None and element is not image:
        captions = (n for n in element.iter() if n is not element and "caption" in (n.get("class") or ""))
        caption = next(captions, None)
    told, credit = _caption_of(element, caption)
    if not url and not told:
        return None
    return {"url": url or None, "caption": told, "credit": credit, "alt": image.get("alt") or None}


def _full_size(image: Element, base: str) -> str:
    """Return the picture that a small one leads to."""
    link = image.getparent()
    href = link.get("href") or "" if link is not None and local(link) == "a" else ""
    return resolve(base, href) if _IMAGE_FILE.search(href.partition("?")[0]) else ""


def _source_of(image: Element, base: str) -> str:
    """Return the address of a picture; pages that load late keep it in attributes of their own."""
    if any((image.get(side) or "").removesuffix("px") in ("0", "1", "2") for side in ("width", "height")):
        return ""
    for name in _LAZY:
        first = (image.get(name) or "").split(",")[0].split()
        if first and not first[0].startswith("data:") and (url := resolve(base, first[0])):
            return url
    return ""


def _caption_of(figure: Element, caption: Element | None) -> tuple[str | None, str | None]:
    """Part the words under a picture into caption and credit: «وصف (وكالات)» → («وصف», «وكالات»)."""
    credit = next(
        (text_of(node) for node in figure.iter() if _CREDIT_CLASS.search(node.get("class") or "")), ""
    ) if local(figure) == "figure" else ""  # fmt: skip
    words = text_of(caption)
    if credit:
        told = credit.strip(" ()")
        return words.replace(credit, "").strip(" -–|()") or None, read_credit(told) or told
    if found := read_caption(words):
        return found.caption, found.credit
    return words or None, None


def read_media(media: Element) -> dict[str, Any] | None:
    """Read a picture of NITF: address, caption and producer; other media are none."""
    if media.get("media-type", "image").lower() not in ("image", "photo", "picture", "graphic"):
        return None
    references = find_all(media, "media-reference")
    best = max(references, key=lambda node: _number(node.get("width")), default=None)
    source = best.get("source") if best is not None else None
    alt = next((node.get("alternate-text") for node in references if node.get("alternate-text")), None)
    caption, producer = text_of(find(media, "media-caption")), text_of(find(media, "media-producer"))
    if not producer and (printed := read_caption(caption)):
        caption, producer = printed.caption, printed.credit or ""
    found = {"url": source, "caption": caption or None, "credit": producer or None, "alt": alt}
    return found if any(found.values()) else None


def _number(text: Any) -> int:
    digits = str(text or "").split(".")[0].removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 0
