"""The colours of a card as numbers of one palette: so it needs no search for them, and a third of the bytes.

The numbers of the ground are the low ones, and those of letters rise with how far they cover a pixel.
"""

from functools import cache

from PIL import Image as Pillow
from PIL import ImageColor

# As static/css/site.css names them, by day; the cream is that of the icon.
PAPER, SURFACE, INK, SOFT, LINE, ACCENT = "#faf8f3", "#fffdf9", "#1d1c1a", "#5c5851", "#e0dacd", "#0d5c63"
CREAM = "#f6f1e4"
STEPS = 40
# The ground first: stars on paper, the icon and its edge; then what letters are written in, and on what.
_GROUND = ((PAPER, LINE, 2), (PAPER, ACCENT, 32), (SURFACE, ACCENT, 24), (ACCENT, CREAM, 24))
INKS = ((PAPER, INK), (PAPER, ACCENT), (SURFACE, ACCENT), (SURFACE, SOFT))
_RAMPS = (*_GROUND, *((ground, ink, STEPS) for ground, ink in INKS))
# Less cover than this is not seen.
_LEAST = 4


@cache
def palette() -> tuple[int, ...]:
    """Return all colours one after the other, red, green and blue."""
    found: list[int] = []
    for start, end, steps in _RAMPS:
        first, last = ImageColor.getrgb(start)[:3], ImageColor.getrgb(end)[:3]
        for step in range(steps):
            share = step / (steps - 1)
            found += (round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
    return tuple(found)


@cache
def inks(ground: str, ink: str) -> list[int]:
    """Return the number of a colour for each cover from 0 to 255; 0 paints nothing."""
    base = sum(steps for *_colours, steps in _GROUND) + INKS.index((ground, ink)) * STEPS
    return [0 if cover < _LEAST else base + round(cover * (STEPS - 1) / 255) for cover in range(256)]


def numbered(picture: Pillow.Image) -> Pillow.Image:
    """Write a picture of the ground in the numbers of its colours, as a picture of mode L."""
    ground = sum(steps for *_colours, steps in _GROUND)
    chart = Pillow.new("P", (1, 1))
    chart.putpalette(palette()[: 3 * ground])
    found = picture.quantize(palette=chart, dither=Pillow.Dither.NONE)
    return Pillow.frombytes("L", found.size, found.tobytes())
