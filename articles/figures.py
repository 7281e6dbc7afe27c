"""Pictures of the library in a body: a figure kept by the number of its picture, with its own words.

<figure data-picture="12" data-align="start" data-credit="وكالات">
<img alt="جسر"><figcaption>الجسر ليلا</figcaption></figure>, in one line.

Where a picture stands is not kept, so its file and its address may change. The credit is no word of the text,
as it is none where the pictures of an article are listed.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape, unescape

MARK = "data-picture"
# What stands in the attributes of a clean body has neither `<` nor `>` nor a quotation mark of its own.
_ANY = re.compile(r"<figure\b([^<>]*)>((?:(?!<figure\b).)*?)</figure>", re.DOTALL)
_KEPT = re.compile(
    r'<figure data-picture="([1-9][0-9]{0,17})"(?: data-align="(start|end)")?(?: data-credit="([^"<>]*)")?>'
    r'<img alt="([^"<>]*)">(?:<figcaption>([^<>]*)</figcaption>)?</figure>'
)
_ATTRIBUTE = re.compile(r'\b(data-picture|data-align|data-credit|alt|src)="([^"]*)"')
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_IMAGE = re.compile(r"<img\b([^<>]*)>")
_BLOCK = re.compile(r"</?(?:p|h[2-4]|[uo]l|li|blockquote|br|table|tbody|tr|t[dh]|figcaption|hr)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_BEGIN = re.compile(r"<figure\b[^<>]*>")
_MARKS = re.compile(r' data-(?:picture|align|credit)="[^"]*"')
_EMBED = "data-kind="


@dataclass(frozen=True, slots=True)
class BodyFigure:
    """One picture in a body; words are plain text, "" where the library's are to be printed."""

    number: int
    align: str
    credit: str
    alt: str
    caption: str

    def html(self, src: str = "") -> str:
        """Return the figure as it is kept, or as the editor shows it, with the address of today."""
        image = f' src="{escape(src)}"' if src else ""
        marks = {"align": self.align, "credit": self.credit}
        given = "".join(f' data-{name}="{escape(text)}"' for name, text in marks.items() if text)
        legend = f"<figcaption>{escape(self.caption, quote=False)}</figcaption>" if self.caption else ""
        return f'<figure {MARK}="{self.number}"{given}><img{image} alt="{escape(self.alt)}">{legend}</figure>'


def settle(html: str) -> str:
    """Write the figures of a clean body as they are kept; what names no picture becomes its words."""
    return _bare(_ANY.sub(_settled, html)) if MARK in html else html


def _bare(html: str) -> str:
    """Take the marks off each figure that is not kept as one: it held another, or is an embed.

    Left there, they would name a picture as soon as the inner figure has become words.
    """
    told, place = [], 0
    for found in _KEPT.finditer(html):
        told += [_unmarked(html[place : found.start()]), found[0]]
        place = found.end()
    return "".join([*told, _unmarked(html[place:])])


def _unmarked(html: str) -> str:
    return _BEGIN.sub(lambda found: _MARKS.sub("", found[0]), html)


def _settled(found: re.Match) -> str:
    given, (image, caption) = dict(_ATTRIBUTE.findall(found[1])), _inside(found[2])
    if MARK not in given or _EMBED in found[1]:
        return found[0]
    credit = given.get("data-credit", "").strip()
    if not _NUMBER.fullmatch(given[MARK]):
        return _words(caption, credit, image.get("alt", ""))
    align = given.get("data-align", "")
    legend = f"<figcaption>{caption}</figcaption>" if caption else ""
    marks = (f' data-align="{align}"' if align else "") + (f' data-credit="{credit}"' if credit else "")
    return f'<figure {MARK}="{given[MARK]}"{marks}><img alt="{image.get("alt", "")}">{legend}</figure>'


def _inside(html: str) -> tuple[dict[str, str], str]:
    """Return what an image says, and all words that stand beside it, still escaped."""
    image = _IMAGE.search(html)
    words = _TAG.sub("", _BLOCK.sub(" ", html))
    told = dict(_ATTRIBUTE.findall(image[1])) if image else {}
    return {name: " ".join(text.split()) for name, text in told.items()}, " ".join(words.split())


def _words(caption: str, credit: str, alt: str) -> str:
    text = " ".join(filter(None, (caption or alt, f"({credit})" if credit else "")))
    return f"<p>{text}</p>" if text else ""


def unkeyed(html: str) -> str:
    """Take the numbers off figures that come from elsewhere: there they named other pictures."""
    return _unmarked(_ANY.sub(_unkeyed, html))


def _unkeyed(found: re.Match) -> str:
    given, (image, caption) = dict(_ATTRIBUTE.findall(found[1])), _inside(found[2])
    if MARK not in given:
        return found[0]
    credit, alt = given.get("data-credit", ""), image.get("alt", "")
    if "src" not in image:
        return _words(caption, credit, alt)
    text = " ".join(filter(None, (caption, f"({credit})" if credit else "")))
    legend = f"<figcaption>{text}</figcaption>" if text else ""
    return f'<figure><img src="{image["src"]}" alt="{alt}">{legend}</figure>'


def figures_in(body: str) -> Iterator[BodyFigure]:
    """List the pictures of a clean body in order."""
    return map(_figure, _KEPT.finditer(body)) if MARK in body else iter(())


def _figure(found: re.Match) -> BodyFigure:
    align, credit, alt, caption = (unescape(text or "") for text in found.groups()[1:])
    return BodyFigure(int(found[1]), align, credit, alt, caption)


def replace_figures(body: str, draw) -> str:
    """Put in the place of each picture of a clean body what `draw` makes of it."""
    return _KEPT.sub(lambda found: draw(_figure(found)), body)


def as_words(body: str, numbers: Collection[int]) -> str:
    """Leave of these pictures what they say, as paragraphs."""

    def drawn(figure: BodyFigure) -> str:
        if figure.number not in numbers:
            return figure.html()
        return _words(*(escape(text, quote=False) for text in (figure.caption, figure.credit, figure.alt)))

    return replace_figures(body, drawn)


def without_figures(body: str) -> str:
    return replace_figures(body, lambda figure: "") if MARK in body else body
