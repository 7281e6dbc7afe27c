"""The look of a card: kicker and headline above, whose card it is below."""

from functools import cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image as Pillow
from PIL import ImageDraw

from articles.cards.colours import ACCENT, CREAM, INK, LINE, PAPER, SOFT, SURFACE, inks, numbered, palette
from articles.cards.faces import UNITS, drawable, paint, shape, width_of
from articles.cards.lines import Fitted, fit
from articles.cards.telling import Card

SIZE = (1200, 630)
MARGIN, BAR, FOOT = 76, 14, 508
WIDTH = SIZE[0] - 2 * MARGIN
LEADING = 1.5
# The room of the headline, with a kicker above it and without.
ROOM, TOP = 430, 32
KICKER_SIZE, KICKER_ROOM = 34, 66
_SIZES = (84, 76, 68, 60, 54, 48, 43, 39)
_TOLD = (27, 24)
_LONGEST = 600
# The star of the site on a field of 64 by 64, as static/img/icon.svg draws it.
_STAR = (
    (32, 10), (38.4, 16.6), (47.4, 16.6), (47.4, 25.6), (54, 32), (47.4, 38.4), (47.4, 47.4), (38.4, 47.4),
    (32, 54), (25.6, 47.4), (16.6, 47.4), (16.6, 38.4), (10, 32), (16.6, 25.6), (16.6, 16.6), (25.6, 16.6),
)  # fmt: skip
_TEXT_LINES = ((24, 26, 40, 29.2), (28, 32.4, 40, 35.6))
# What is not made of letters is drawn larger and then made smaller.
_FINE = 4
_COLUMNS, _ROWS, _STEP = 6, 3, 84


class Style(NamedTuple):
    """How letters are written; the inks are numbers of the palette."""

    size: int
    weight: int
    inks: list[int]


def draw(card: Card) -> bytes:
    """Return the card as a PNG."""
    picture = _ground(card.is_rtl).copy()
    _draw_story(picture, card)
    _draw_foot(picture, card)
    picture.putpalette(palette())
    output = BytesIO()
    picture.save(output, "PNG", compress_level=6)
    return output.getvalue()


def _draw_story(picture: Pillow.Image, card: Card) -> None:
    """Draw kicker and headline, together in the middle of their room."""
    kicker, headline = drawable(card.section), drawable(card.headline[:_LONGEST]) or drawable(card.site)
    room = ROOM - (KICKER_ROOM if kicker else 0)
    sizes = [(size, int(room // (size * LEADING))) for size in _SIZES]
    fitted = fit(headline, width=WIDTH, weight=700, sizes=sizes)
    height = round(len(fitted.lines) * fitted.size * LEADING)
    top = BAR + TOP + (room - height) // 2
    if kicker:
        _draw_kicker(picture, kicker, top, is_rtl=card.is_rtl)
        top += KICKER_ROOM
    style = Style(fitted.size, 700, inks(PAPER, INK))
    for number, line in enumerate(fitted.lines):
        baseline = top + round((number + 0.72) * fitted.size * LEADING)
        around = (
            "".join(f"{one} " for one in fitted.lines[:number]),
            "".join(f" {one}" for one in fitted.lines[number + 1 :]),
        )
        _draw_line(picture, line, baseline, style, is_rtl=card.is_rtl, around=around)


def _draw_kicker(picture: Pillow.Image, text: str, top: int, *, is_rtl: bool) -> None:
    """Draw the section after the small diamond that stands before titles on the site."""
    fitted = fit(text, width=WIDTH - 40, weight=700, sizes=[(KICKER_SIZE, 1)])
    baseline = top + 44
    middle = (_inset(11, is_rtl=is_rtl), baseline - 11)
    points = [(middle[0] + x * 11, middle[1] + y * 11) for x, y in ((0, -1), (1, 0), (0, 1), (-1, 0))]
    style = Style(KICKER_SIZE, 700, inks(PAPER, ACCENT))
    ImageDraw.Draw(picture).polygon(points, fill=style.inks[-1])
    _draw_line(picture, fitted.lines[0], baseline, style, is_rtl=is_rtl, inset=40)


def _draw_foot(picture: Pillow.Image, card: Card) -> None:
    """Draw whose card it is, and on the other side who told it and when."""
    baseline = FOOT + 72
    site = fit(drawable(card.site), width=480, weight=800, sizes=[(36, 1), (30, 1)])
    style = Style(site.size, 800, inks(SURFACE, ACCENT))
    _draw_line(picture, site.lines[0], baseline, style, is_rtl=card.is_rtl, inset=76)
    if told := _told(card):
        style = Style(told.size, 400, inks(SURFACE, SOFT))
        _draw_line(picture, told.lines[0], baseline, style, is_rtl=card.is_rtl, is_at_end=True)


def _told(card: Card) -> Fitted | None:
    """Join source and date; of a source with an endless name the end is left out, never the date."""
    date, source = drawable(card.date), drawable(card.source if card.source != card.site else "")
    if not source:
        return Fitted(_TOLD[0], (date,)) if date else None
    # The mark keeps a Latin name from drawing the day to itself.
    mark = "\u200f" if card.is_rtl else "\u200e"
    after = f"{mark} · {date}" if date else ""
    for size in _TOLD:
        room = 560 - width_of(after, 400) * size // UNITS
        name = fit(source, width=room, weight=400, sizes=[(size, 1)]).lines[0]
        if name == source:
            break
    return Fitted(size, (name + after,))


def _draw_line(
    picture: Pillow.Image, text: str, baseline: int, style: Style, *,
    is_rtl: bool, inset: int = 0, is_at_end: bool = False, around: tuple[str, str] = ("", ""),
) -> None:  # fmt: skip
    """Draw a line from the side where reading begins, or to the side where it ends."""
    shaped = shape(text, weight=style.weight, is_rtl=is_rtl, around=around)
    wide = shaped.width * style.size / UNITS
    left = SIZE[0] - MARGIN - inset - wide if is_rtl is not is_at_end else MARGIN + inset
    paint(picture, shaped, at=(left, baseline), size=style.size, inks=style.inks)


def _inset(distance: int, *, is_rtl: bool) -> int:
    return SIZE[0] - MARGIN - distance if is_rtl else MARGIN + distance


@cache
def _ground(is_rtl: bool) -> Pillow.Image:
    """Draw once what is the same on all cards: paper, bar, stars, the foot with the mark of the site."""
    picture = Pillow.new("RGB", SIZE, PAPER)
    _draw_stars(picture, is_rtl=is_rtl)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, SIZE[0], BAR - 1), fill=ACCENT)
    pen.rectangle((0, FOOT, *SIZE), fill=SURFACE)
    pen.line((0, FOOT, SIZE[0], FOOT), fill=LINE, width=2)
    mark = _mark(56)
    left = _inset(56, is_rtl=is_rtl) if is_rtl else MARGIN
    picture.paste(mark, (left, FOOT + 33), mark)
    return numbered(picture)


def _mark(size: int) -> Pillow.Image:
    """Draw the icon of the site."""
    fine = size * _FINE
    scale = fine / 64
    icon = Pillow.new("RGBA", (fine, fine))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((0, 0, fine - 1, fine - 1), 14 * scale, fill=ACCENT)
    pen.polygon([(x * scale, y * scale) for x, y in _STAR], fill=CREAM)
    for box in _TEXT_LINES:
        pen.rectangle([value * scale for value in box], fill=ACCENT)
    return icon.resize((size, size), Pillow.Resampling.LANCZOS)


def _draw_stars(picture: Pillow.Image, *, is_rtl: bool) -> None:
    """Draw a field of stars that fades from the corner where reading ends."""
    wide, high = _COLUMNS * _STEP, _ROWS * _STEP
    field = _stars().resize((wide, high), Pillow.Resampling.LANCZOS)
    across = Pillow.linear_gradient("L").rotate(-90).resize((wide, high))
    down = Pillow.linear_gradient("L").rotate(180).resize((wide, high))
    fade = Pillow.composite(across, Pillow.new("L", (wide, high)), down)
    mask = Pillow.composite(field, Pillow.new("L", (wide, high)), fade).point(lambda value: value * 0.42)
    if not is_rtl:
        mask = mask.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)
    picture.paste(ACCENT, (0 if is_rtl else SIZE[0] - wide, BAR), mask)


def _stars() -> Pillow.Image:
    scale = _STEP * _FINE / 64
    field = Pillow.new("L", (_COLUMNS * _STEP * _FINE, _ROWS * _STEP * _FINE))
    pen = ImageDraw.Draw(field)
    for column in range(_COLUMNS):
        for row in range(_ROWS):
            points = [((column * 64 + x) * scale, (row * 64 + y) * scale) for x, y in _STAR]
            pen.line([*points, points[0]], fill=255, width=6)
    return field
