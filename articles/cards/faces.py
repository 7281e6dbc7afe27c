"""Join letters to words: runs of one direction, shaped by HarfBuzz and painted by it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import uharfbuzz as hb
from PIL import Image as Pillow
from PIL import ImageChops

from newsroom.arabic import bidi
from newsroom.fonts import FACES, full_path

FACE = FACES["headline.woff2"]
# Sizes are given in pixels of an em; the face measures in its own units.
UNITS = 1000
_DROPPED = "\ufffc"
_GAP = re.compile(rf"(?<!\s)\s++{_DROPPED}++\s*+([،؛,;:.!؟?])")
_INVISIBLE = frozenset("\u200c\u200d\u200e\u200f")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A form of the face, and where it stands in a line, in units of the face."""

    number: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Shaped:
    glyphs: tuple[Glyph, ...]
    width: int
    weight: int


@cache
def font_of(weight: int) -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(full_path(FACE)))))
    font.scale = (UNITS, UNITS)
    font.set_variations({"wght": weight})
    return font


def drawable(text: str) -> str:
    """Drop what the face has no letter for, lest boxes stand there: pictograms, other scripts."""
    font = font_of(400)
    text = bidi.plain(unicodedata.normalize("NFC", text))
    is_known = {char: char in _INVISIBLE or bool(font.get_nominal_glyph(ord(char))) for char in {*text}}
    kept = "".join(char if is_known[char] or char.isspace() else _DROPPED for char in text)
    # The sign after what was dropped stands at the word before.
    kept = _GAP.sub(r"\1", kept).replace(_DROPPED, "")
    return " ".join(kept.split())


def shape(text: str, *, weight: int, is_rtl: bool, around: tuple[str, str] = ("", "")) -> Shaped:
    """Shape a line: its runs stand as UAX #9 orders them, each from its own side.

    The paragraph `around` it counts: the sign of «تراجعت | 12%» stands left of the number, of a first «12%»
    right of it.
    """
    paragraph, start = "".join((around[0], text, around[1])), len(around[0])
    found = bidi.levels(paragraph, is_rtl=is_rtl)
    glyphs: list[Glyph] = []
    pen = 0
    for run in bidi.visual_runs(paragraph, found, start, start + len(text), is_rtl=is_rtl):
        buffer = _shaped(paragraph[run.start : run.end], run, weight)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyphs.append(Glyph(info.codepoint, pen + place.x_offset, place.y_offset))
            pen += place.x_advance
    return Shaped(tuple(glyphs), pen, weight)


def _shaped(text: str, run: bidi.Run, weight: int) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.is_rtl else "ltr"
    buffer.language = "ar" if run.is_rtl else "en"
    hb.shape(font_of(weight), buffer)
    return buffer


def names_of(shaped: Shaped) -> list[str]:
    """Name the forms of a line from left to right, as the face does: «لا» → "uni0627.fina.rlig", …"""
    font = font_of(shaped.weight)
    return [font.glyph_to_string(glyph.number) for glyph in shaped.glyphs]


@lru_cache(maxsize=4096)
def width_of(word: str, weight: int) -> int:
    """Measure a word: letters join within words only, and no order of its runs makes it wider."""
    return shape(word, weight=weight, is_rtl=True).width


def paint(
    picture: Pillow.Image, shaped: Shaped, *, at: tuple[float, int], size: int, inks: list[int]
) -> None:
    """Paint a line from its left end at a point of its baseline, in the numbers of a colour by cover.

    What is painted already stays where it is darker, as a mark that reaches into the line above.
    """
    mask, left, top = _mask(shaped, at[0] % 1, size)
    if mask is not None:
        corner = (int(at[0] // 1) + left, at[1] - top)
        box = (*corner, corner[0] + mask.width, corner[1] + mask.height)
        picture.paste(ImageChops.lighter(picture.crop(box), mask.point(inks)), corner)


def _mask(shaped: Shaped, fraction: float, size: int) -> tuple[Pillow.Image | None, int, int]:
    """Return how far each pixel is covered, and where the upper left one lies from the pen."""
    painter, font, scale = hb.RasterDraw(), font_of(shaped.weight), size / UNITS
    for glyph in shaped.glyphs:
        painter.transform = (scale, 0, 0, scale, fraction + glyph.x * scale, glyph.y * scale)
        painter.draw_glyph(font, glyph.number)
    image = painter.render()
    extents = image.extents
    if not (extents.width and extents.height):
        return None, 0, 0
    shape_of = (extents.width, extents.height)
    # Its rows come from the lowest up.
    mask = Pillow.frombytes("L", shape_of, bytes(image.buffer), "raw", "L", extents.stride, -1)
    return mask, extents.x_origin, extents.y_origin + extents.height
