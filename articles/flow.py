"""Blocks that the allow-list does not know, made into those that it does.

Taking their tags away alone would glue the words of one to those of the next:
"<p>أ</p><div>ب</div><div>ج</div>" → "<p>أ</p>\\n<p>ب</p>\\n<p>ج</p>", and a text in `div` alone is no HTML.
"""

import re
from typing import Any

from lxml import etree, html

# lxml comes without types: an element of it.
Element = Any

HOLDERS = {
    "div", "section", "article", "main", "header", "footer", "aside", "center", "details", "dl", "form",
    "fieldset", "hgroup", "nav",
}  # fmt: skip
RENAMED = {
    "h1": "h2", "h5": "h4", "h6": "h4", "pre": "p", "dt": "p", "dd": "p", "summary": "p", "address": "p",
}  # fmt: skip
BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table", "figure", "hr"}
_PARTS = {"li", "tr", "td", "th", "tbody", "thead", "tfoot", "figcaption", "caption"}
_ALL = {*HOLDERS, *RENAMED, *BLOCKS}
_NAMES = sorted({*HOLDERS, *RENAMED})
# Both cases are spelt out: a search that minds none reads each letter of a text.
_FOREIGN = re.compile(
    rf"<(?:(?:{'|'.join([*_NAMES, *map(str.upper, _NAMES)])})[\s>/]|/[pP]>\s*<(?:cite|CITE)\b)"
)
_BREAKS = re.compile(r"(?:<br>\s*){2,}")
_EDGES = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$")


def regular(text: str) -> str:
    """Return HTML whose blocks are all of the allow-list; without others it stays letter for letter."""
    if not _FOREIGN.search(text):
        return text
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        text.encode()  # the parser ends at half a pair without a word
        root = html.fragment_fromstring(text.replace("\x00", ""), create_parent="div", parser=parser)
    except (etree.ParserError, ValueError):
        return text
    # What is nested too deep is dropped by the parser, words and all.
    if any("depth" in error.message for error in parser.error_log):
        return text
    return "\n".join(_Flow(root, _around_blocks(root)).out)


def _around_blocks(root: Element) -> set[Element]:
    """Return the elements that hold a block, gathered upwards once however deep they are nested."""
    found: set[Element] = set()
    for block in root.iter(*_ALL):
        for above in block.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


class _Flow:
    """The blocks of an element in order; what stands loose between them is paragraphs."""

    def __init__(self, root: Element, around: set[Element]) -> None:
        self.around = around
        self.out: list[str] = []
        self.run: list[str] = []
        self._walk(root, "")

    def _walk(self, holder: Element, marks: str) -> None:
        self._text(holder.text)
        for child in holder:
            if self._is_holder(child):
                self._flush(marks)
                _name_caption(child)
                self._walk(child, _marks(child) or marks)
            elif child.tag in _ALL:
                self._flush(marks)
                self.out += (
                    [_block(child, self.around)] if len(child) or child.text or child.tag == "hr" else []
                )
            else:
                self.run.append(_source(child))
            self._text(child.tail)
        self._flush(marks)

    def _is_holder(self, element: Element) -> bool:
        """Say whether it is nothing but what is in it: a `div`, a `span` of blocks, a figure of a film."""
        tag = element.tag
        if tag == "figure":
            return not {"data-kind", "data-picture"} & set(element.attrib) and _has_no_picture(element)
        # Rows and items met here stand outside of any table or list.
        return tag in HOLDERS or tag in _PARTS or (element in self.around and tag not in BLOCKS - {"p"})

    def _text(self, text: str | None) -> None:
        if text:
            self.run.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))

    def _flush(self, marks: str) -> None:
        for part in _BREAKS.split("".join(self.run)):
            if words := _EDGES.sub("", part):
                self.out.append(f"<p{marks}>{words}</p>")
        self.run = []


def _marks(element: Element) -> str:
    return "".join(
        f' {name}="{value}"'
        for name in ("dir", "lang")
        if (value := element.get(name, "")).isascii() and value.replace("-", "").isalpha()
    )


def _has_no_picture(figure: Element) -> bool:
    return next(figure.iter("img", "table"), None) is None


def _name_caption(figure: Element) -> None:
    """The words under a film or a card are a paragraph where no figure is left."""
    for caption in figure.findall("figcaption") if figure.tag == "figure" else ():
        caption.tag = "p"


def _block(block: Element, around: set[Element]) -> str:
    if block.tag == "pre":
        break_lines(block)
    block.tag = RENAMED.get(block.tag, block.tag)
    if block in around or block.tag == "blockquote":
        _settle_inside(block, around)
    return _source(block)


def _settle_inside(block: Element, around: set[Element]) -> None:
    """Rename the foreign blocks in a list, table, quotation or figure: those that hold others go."""
    for inner in list(block.iter(*HOLDERS, *RENAMED, "cite")):
        if inner.tag == "pre":
            break_lines(inner)
        if inner.tag == "cite":
            inner.tag = "p" if inner.getparent().tag == "blockquote" else "cite"
        elif inner.tag in RENAMED:
            inner.tag = RENAMED[inner.tag]
        elif inner in around or block.tag == "figure":
            inner.drop_tag()
        else:
            inner.tag = "p"


def break_lines(block: Element) -> None:
    """Keep the lines of a poem: "<pre>صدر\\nعجز</pre>" → "صدر<br>عجز"."""
    for node in list(block.iter()):
        for name in ("text", "tail"):
            text = getattr(node, name)
            if text and "\n" in text and (name == "text" or node is not block):
                _part(node, name, text.split("\n"))


def _part(node: Element, name: str, lines: list[str]) -> None:
    setattr(node, name, lines[0])
    place = 0 if name == "text" else node.getparent().index(node) + 1
    parent = node if name == "text" else node.getparent()
    for offset, line in enumerate(lines[1:]):
        line_break = html.Element("br")
        parent.insert(place + offset, line_break)
        line_break.tail = line


def _source(element: Element) -> str:
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
