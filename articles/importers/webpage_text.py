"""Take the text of the article out of a page, and part from it what pages print around a text."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from lxml import html

from articles.importers.elements import Element, local, opening_of
from articles.importers.lines import Line, read_line
from articles.importers.markup import Blocks, read_figure
from articles.importers.webpage_lists import LIST_SHARE
from articles.importers.webpage_order import is_lead
from articles.sanitizing import plain_text
from newsroom.arabic import fold

# Beyond this many elements the library's second opinion takes too long.
MOST_COMPARED = 5000
LINE_LENGTH = 60
# How many blocks may stand above a text: headline, date, byline, a menu.
TOP = 6
NAME_WORDS = 5
# Icons and the faces of writers are narrower.
LARGE = 300
_HREF = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.DOTALL)
_POLICY = re.compile(r"terms|privacy|guideline|polic(?:y|ies)|conditions", re.IGNORECASE)
# Words on comments and rights below a text, as folded.
_NOTICES = tuple(
    fold(text)
    for text in (
        "الآراء الواردة", "التعليقات المنشورة", "التعليقات لا تعبر", "جميع الحقوق محفوظة",
        "حقوق النشر محفوظة", "لن يتم نشر عنوان بريدك", "ظهرت المقالة", "The post", "All rights reserved",
    )
)  # fmt: skip
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?\s?(?:ص|م|am|pm)?", re.IGNORECASE)
_TEASERS = re.compile(r"related|read-?also|read-?more|more-?news|recommend|most-?read|similar", re.IGNORECASE)


def main_blocks(root: Element, base: str) -> list[str]:
    """Return the blocks of the main text, as the library finds it."""
    # Half a second to load: only imports of pages pay for it.
    from trafilatura import extract

    # It warns of each page without a text; the record's own needs say so.
    logging.getLogger("trafilatura").setLevel(logging.ERROR)
    size = sum(1 for _element in root.iter())
    found = extract(
        root, fast=size > MOST_COMPARED, output_format="html", include_links=True, include_formatting=True,
        include_comments=False, include_tables=True, include_images=False, deduplicate=False,
    )  # fmt: skip
    if not found:
        return []
    tree = html.document_fromstring(found.encode(), parser=html.HTMLParser(encoding="utf-8"))
    blocks = Blocks(tree.find("body") if tree.find("body") is not None else tree, base=base).out
    return [part for block in blocks for part in _split_breaks(block)]


def _split_breaks(block: str) -> list[str]:
    """Make paragraphs of long lines that one break parts; the short ones of a poem stay."""
    parts = block.removeprefix("<p>").removesuffix("</p>").split("<br>")
    if len(parts) == 1 or not block.startswith("<p>") or min(map(len, parts)) < LINE_LENGTH:
        return [block]
    return [f"<p>{part.strip()}</p>" for part in parts]


def printed_headline(headline: str, blocks: list[str]) -> str:
    """«سوق جديدة - صحيفة الميناء» above a text that begins «سوق جديدة» → «سوق جديدة»."""
    whole = fold(headline)
    for text in (plain_text(block) for block in blocks[:TOP]):
        key = fold(text)
        rest = whole.removeprefix(key) if whole.startswith(key) else whole.removesuffix(key)
        if len(text.split()) > 2 and rest != whole and 0 < len(rest.split()) <= NAME_WORDS:
            return text
    return headline


class Sorted:
    """The blocks of a text after what belongs to other fields is taken out of them."""

    def __init__(self, blocks: list[str], *, headline: str, captions: set[str]):
        self.body: list[str] = []
        self.found: dict[str, Any] = {"read_also": [], "similar": [], "keywords": []}
        self.open = ""
        self.skipped = {fold(headline), *captions} - {""}
        for block in _without_notices(_below(headline, blocks)):
            self._sort(block)

    def _sort(self, block: str) -> None:
        text = plain_text(block)
        line = read_line(1, text) if len(text) < 400 and "\n" not in text else None
        kind = line.kind if line else "list" if block.startswith(("<ul", "<ol")) else ""
        if self.open and (links := _links_only(block, text)):
            self.found[self.open] += links
            return
        self.open = ""
        if kind in ("read_also", "similar"):
            self._open_list(block, kind, line.value if line else "")
        elif kind in ("tools", "ad") or fold(text) in self.skipped or self._is_bare_label(line):
            return
        elif kind in ("published", "updated", "author", "source", "keywords") and line and line.value:
            self.found.setdefault(kind, line.value)
            self.found[kind] = self.found[kind] or line.value
        elif self.body or not self._is_date(kind, text):
            self.body.append(block)

    def _is_bare_label(self, line: Line | None) -> bool:
        """«تاريخ النشر» above a date that is told for machines."""
        return line is not None and line.kind == "label" and line.value in ("published", "updated", "clock")

    def _is_date(self, kind: str, text: str) -> bool:
        """Take the date above a text, with or without its time on a line of its own."""
        if kind == "date":
            self.found.setdefault("published", text)
        return kind == "date" or bool(_CLOCK.fullmatch(text))

    def _open_list(self, block: str, kind: str, value: str) -> None:
        """«اقرأ أيضا: عنوان» is a link of its own; the label alone opens a list."""
        links = [{"headline": plain_text(words), "url": url} for url, words in _HREF.findall(block)]
        self.found[kind] += links or ([{"headline": value, "url": None}] if value else [])
        self.open = "" if links or value else kind


def _below(headline: str, blocks: list[str]) -> list[str]:
    """Leave out what stands above the headline, save the lead; a paragraph that repeats it ends nothing."""
    keys = [fold(plain_text(block)) if _is_heading(block) else "" for block in blocks[:TOP]]
    key = fold(headline)
    if not key or key not in keys:
        return blocks
    top = keys.index(key)
    return [*(block for block in blocks[:top] if is_lead(headline, block)), *blocks[top + 1 :]]


def _is_heading(block: str) -> bool:
    """Old pages print the headline as a paragraph in bold: «<p><strong>سوق جديدة</strong></p>»."""
    return block.startswith("<h") or (block.startswith("<p><strong>") and block.endswith("</strong></p>"))


def _links_only(block: str, text: str) -> list[dict[str, Any]]:
    links = [{"headline": plain_text(words), "url": url} for url, words in _HREF.findall(block)]
    linked = sum(len(link["headline"] or "") for link in links)
    return links if links and linked >= LIST_SHARE * len(text) else []


def _without_notices(blocks: list[str]) -> list[str]:
    """Cut what a page says below a text about comments and rights."""
    kept = list(blocks)
    while kept and _is_notice(kept[-1]):
        kept.pop()
    return kept


def _is_notice(block: str) -> bool:
    policies = sum(bool(_POLICY.search(url)) for url, _words in _HREF.findall(block))
    text = plain_text(block)
    return policies >= 2 or fold(text).startswith(_NOTICES) or text.startswith("©")


def figures(root: Element, blocks: list[str], base: str) -> Iterator[dict[str, Any]]:
    """Yield the pictures that stand in or above the text, each with its caption."""
    frame = _frame(root, blocks)
    for node, is_within in _shown(frame) if frame is not None else ():
        if (_is_figure(node) or (not is_within and _is_loose(node))) and (found := read_figure(node, base)):
            yield found


def _shown(frame: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the elements of a frame, and whether they stand in a figure, without what leads elsewhere.

    Down from the frame: up from each picture, pages nested deep took the square of their pictures.
    """
    waiting = [(frame, any(local(above) == "figure" for above in frame.iterancestors()))]
    while waiting:
        node, is_within = waiting.pop()
        yield node, is_within
        if node is frame or not _is_teaser(node):
            is_around = is_within or local(node) == "figure"
            waiting += [(child, is_around) for child in reversed(node)]


def _is_figure(node: Element) -> bool:
    if local(node) == "figure":
        return True
    return "caption" in (node.get("class") or "") and any(local(child) in ("img", "a") for child in node)


def _is_loose(node: Element) -> bool:
    """Say whether a picture without a figure stands among paragraphs, as large as those of a text."""
    if local(node) not in ("img", "amp-img"):
        return False
    width = (node.get("width") or "").removesuffix("px")
    return width.isdigit() and len(width) < 6 and int(width) >= LARGE


def _frame(root: Element, blocks: list[str]) -> Element | None:
    """Return the element around the text: the article, else what holds its paragraphs."""
    wanted = {fold(plain_text(block))[:80] for block in blocks[:40]} - {""}
    mine = [node for node in root.iter("p", "li", "h2", "h3", "td", "div") if _begins(node, wanted)]
    if not mine:
        return None
    around = list(mine[0].iterancestors())
    for other in mine[1:]:
        above = set(other.iterancestors())
        around = [node for node in around if node in above] or around
    article = next((node for node in around if local(node) in ("article", "main")), None)
    if article is not None:
        return article
    return around[1] if len(around) > 1 and local(around[1]) not in ("body", "html") else around[0]


def _begins(node: Element, wanted: set[str]) -> bool:
    if local(node) == "div" and len(node) > 12:
        return False
    return fold(opening_of(node))[:80] in wanted


def _is_teaser(node: Element) -> bool:
    """Say whether what an element holds leads to another article."""
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    if local(node) in ("aside", "nav", "footer", "li") or _TEASERS.search(names):
        return True
    return local(node) == "a" and not re.search(r"\.(?:jpe?g|png|webp)", node.get("href") or "")
