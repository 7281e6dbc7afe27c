"""Clean what was pasted into a body without scripts; static/desk/cleaning.js does the same as one pastes.

The paragraphs, headings, lists, tables and links of Word, Google Docs, PDF files and pages stay, their styles
go. Change both together: one table of clippings tests them.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from lxml import etree, html

from articles.importers.markup import Blocks, Element, find_all, local
from articles.sanitizing import TAGS, is_html
from newsroom.arabic import repair

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LINE_END = re.compile("\r\n?|\u0085|\u2028|\u2029")
_ENDS = tuple('.!?؟:؛…»”"')
_NUMBERED = re.compile(r"[\s(]*[^\W_]{1,4}\s*[.)\-–]")
_LEVEL = re.compile(r"mso-list\s*:[^;]*\blevel(\d)", re.IGNORECASE)
_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_MARKS = (
    ("strong", re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")),
    ("em", re.compile(r"font-style\s*:\s*italic")),
    ("u", re.compile(r"text-decoration[^;]*:[^;]*underline")),
)  # fmt: skip
_WORD_CLASSES = (
    (re.compile(r"\bMso(?:Title|Subtitle)\b"), "h2"),
    (re.compile(r"\bMso(?:Intense)?Quote\b"), "blockquote"),
)
# Some programs write nothing but these.
_OTHER_HTML = re.compile(r"</(?:div|span|font|section|article)\s*>", re.IGNORECASE)
_FIGURE_PARTS = {"figure": "div", "figcaption": "p"}
_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z.]+")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What the editor writes at the top of a body.
_TOP = {"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table", "figure", "hr"}


def clean_body(text: str) -> str:
    """Return a body as typed or pasted; what is clean already stays letter for letter."""
    if not is_html(text) and not _OTHER_HTML.search(text):
        return clean_text(text)
    parser = html.HTMLParser()
    parts = html.fragments_fromstring(text.replace("\x00", ""), parser=parser)
    # What is nested too deep is dropped by the parser, words and all; body_html keeps these.
    if any("depth" in error.message for error in parser.error_log):
        return text
    if not any(isinstance(part, str) or _is_foreign(part) or _loose(part.tail) for part in parts):
        return text
    return "\n".join(_cleaned(parts))


def clean_text(text: str) -> str:
    """Part a plain text into paragraphs, the lines of a PDF file joined; a blank line stands between."""
    pieces = _BLANK_LINE.split(repair(_LINE_END.sub("\n", text)))
    return "\n\n".join(line for piece in pieces for line in join_lines(_lines(piece)))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def join_lines(lines: list[str]) -> list[str]:
    """Join the lines that a PDF file broke at the width of its page: long ones that end within a sentence."""
    longest = max(map(len, lines), default=0)
    if len(lines) < 3 or not 40 <= longest <= 160:
        return lines
    if sum(_runs_on(line, longest) and not line.endswith(_ENDS) for line in lines[:-1]) * 2 < len(lines) - 1:
        return lines
    joined: list[str] = []
    is_open = False
    for line in lines:
        joined.append(f"{joined.pop()} {line}" if is_open else line)
        is_open = _runs_on(line, longest)
    return joined


def _runs_on(line: str, longest: int) -> bool:
    return len(line) >= 0.85 * longest or (len(line) >= 0.7 * longest and not line.endswith(_ENDS))


def _loose(text: str | None) -> bool:
    return bool(text and text.strip())


def _is_foreign(element: Element) -> bool:
    if local(element) not in _TOP:
        return True
    return any(
        local(node) not in TAGS or node.get("style") or node.get("class") or node.get("id")
        for node in element.iter()
    )


def _cleaned(parts: list[Element | str]) -> Iterator[str]:
    """Yield the clean parts as they are, and the runs of foreign ones between them as blocks."""
    run = html.Element("div")
    for part in parts:
        if isinstance(part, str):
            _add_text(run, part)
        elif _is_foreign(part):
            run.append(part)
        else:
            yield from _blocks_of(run)
            run = html.Element("div")
            tail, part.tail = part.tail, None
            yield etree.tostring(part, encoding="unicode", method="html")
            _add_text(run, tail or "")
    yield from _blocks_of(run)


def _add_text(run: Element, text: str) -> None:
    """Add loose text as the paragraphs of a plain one."""
    for paragraph in clean_text(text).split("\n\n"):
        if paragraph:
            element = etree.SubElement(run, "p")
            element.text = paragraph


def _blocks_of(run: Element) -> list[str]:
    _prepare(run)
    return Blocks(run, base=settings.SITE_URL).out


def _prepare(root: Element) -> None:
    _build_word_lists(root)
    for link in root.xpath(".//a[@href]"):
        link.set("href", _real_address(link.get("href")))
    for element in root.xpath(".//span|.//font"):
        _take_marks(element)
        element.drop_tag()
    for picture in root.xpath(".//img"):
        picture.drop_tree()
    for element in root.xpath(".//p[@class]|.//b|.//strong|.//figure|.//figcaption"):
        element.tag = _plain_name(element)
    for block in root.xpath(".//p|.//div"):
        _join_broken(block)


def _plain_name(element: Element) -> str:
    """Name an element for what it is: the title of Word is a heading, the <b> around a page is nothing."""
    tag, given = local(element), element.get("class") or ""
    if tag in ("b", "strong"):
        return "span" if _is_no_bold(element) else tag
    if tag in _FIGURE_PARTS:
        return _FIGURE_PARTS[tag]
    return next((name for pattern, name in _WORD_CLASSES if pattern.search(given)), tag)


def _is_no_bold(bold: Element) -> bool:
    """Google Docs wraps all in a <b> that is none; a heading is bold by nature."""
    return (bold.get("id") or "").startswith("docs-internal-guid") or any(
        local(above) in _HEADINGS for above in bold.iterancestors()
    )


def _build_word_lists(root: Element) -> None:
    """Word writes a list as paragraphs that begin with their mark."""
    depths: dict[Element, int] = {}
    for item in root.xpath(".//*[contains(@style, 'mso-list')]"):
        level = _LEVEL.search(item.get("style"))
        if level and local(item) in ("p", *_HEADINGS):
            _take_item(item, int(level[1]), depths)


def _take_item(item: Element, level: int, depths: dict[Element, int]) -> None:
    mark = next((span for span in find_all(item, "span") if _IGNORED.search(span.get("style") or "")), None)
    kind = "ol" if mark is not None and _NUMBERED.match(str(mark.xpath("string()")).strip()) else "ul"
    if mark is not None:
        mark.drop_tree()
    target = _list_for(item, level, kind, depths)
    item.tag, item.tail = "li", None
    del item.attrib["style"]
    item.attrib.pop("class", None)
    target.append(item)


def _list_for(item: Element, level: int, kind: str, depths: dict[Element, int]) -> Element:
    found = item.getprevious()
    while found is not None and not isinstance(found.tag, str):
        found = found.getprevious()
    found = found if found in depths else None
    while found is not None and depths[found] < level and len(found[-1]) and found[-1][-1] in depths:
        found = found[-1][-1]
    if found is not None and depths[found] == level and found.tag == kind:
        return found
    made = html.Element(kind)
    depths[made] = level
    if found is not None and depths[found] < level:
        found[-1].append(made)
    else:
        item.addprevious(made)
    return made


def _take_marks(span: Element) -> None:
    """Google Docs and Pages say bold and italic by style."""
    style = (span.get("style") or "").lower()
    above = {local(node) for node in span.iterancestors()}
    names = [name for name, pattern in _MARKS if pattern.search(style)]
    if "a" in above or find_all(span, "a"):
        names = [name for name in names if name != "u"]
    if above & {*_HEADINGS} or not span.text_content().strip() or find_all(span, "p", "div", "li"):
        return
    for name in names:
        made = html.Element(name)
        made.text, span.text = span.text, None
        made.extend(list(span))
        span.append(made)


def _real_address(address: str) -> str:
    """Return where a link leads: Google Docs sends its links through Google."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if _GOOGLE.fullmatch(parts.netloc) and parts.path == "/url":
        return parse_qs(parts.query).get("q", [address])[0]
    return "" if address.startswith("#") else address


def _join_broken(block: Element) -> None:
    """Join the lines of a PDF file that end in breaks; a block with other markup stays."""
    if not len(block) or any(local(child) != "br" or len(child) for child in block):
        return
    lines = [" ".join(text.split()) for text in (block.text or "", *((br.tail or "") for br in block))]
    if all(lines) and len(joined := join_lines(lines)) < len(lines):
        for br in list(block):
            block.remove(br)
        block.text = "\n".join(joined[:1])
        for paragraph in joined[1:]:
            etree.SubElement(block, "br")
            etree.SubElement(block, "br").tail = paragraph
