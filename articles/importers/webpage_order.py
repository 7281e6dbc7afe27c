"""Put the blocks of a text where the page has them, with the headings that the library left out."""

from collections.abc import Iterator
from html import escape

from articles.importers.elements import OPENING, Element, local, opening_of, text_of
from articles.importers.outlook import shared_words
from articles.sanitizing import plain_text
from newsroom.arabic import fold

KEY_LENGTH = 80
TITLES = ("h1", "h2")
HEADINGS = ("h2", "h3", "h4")
SHARED = 2
MOSTLY = 0.7
HEADING_LENGTH = 160
_PARTS = ("h1", "p", "li", "td", "div", "blockquote", *HEADINGS)


def in_order(root: Element, blocks: list[str], headline: str) -> list[str]:
    """Return the blocks in the order of the page: of many posts the library gives the longest first.

    «الوصول» above a paragraph that is kept is kept as well; what little stands above the headline is not.
    """
    keys = [_key(plain_text(block)) for block in blocks]
    places = _places(root, set(keys) - {""})
    spots = _spots(places, keys)
    ordered: list[tuple[float, str]] = list(zip(spots, blocks, strict=True))
    ordered += _headings(root, set(spots), set(keys))
    ordered.sort(key=lambda one: one[0])
    return _below(_top(root, headline), headline, ordered)


def _spots(places: dict[str, list[int]], keys: list[str]) -> list[int]:
    """Return where each block stands.

    What the page says again behind the block before it stands there, else where the page says it first: a
    text may end with the paragraph that it began with. What cannot be found stays behind the block before it.
    """
    spots: list[int] = []
    for key in keys:
        last, found = spots[-1] if spots else -1, places.get(key)
        spots.append(next((place for place in found if place > last), found[0]) if found else last)
    return spots


def _top(root: Element, headline: str) -> int:
    """Return where the headline stands as a heading: a paragraph that repeats it ends nothing."""
    key, nodes = _key(headline), enumerate(root.iter(*_PARTS))
    heads = (place for place, node in nodes if local(node) in TITLES and _key(opening_of(node)) == key)
    return next(heads, -1)


def _below(top: int, headline: str, ordered: list[tuple[float, str]]) -> list[str]:
    """Leave out a writer's box above the headline; a lead tells of it, and a whole text above it is one."""
    blocks = [block for _spot, block in ordered]
    below = [block for spot, block in ordered if spot >= top or is_lead(headline, block)]
    length, whole = (sum(map(len, each)) for each in (below, blocks))
    return below if length >= MOSTLY * whole else blocks


def is_lead(headline: str, block: str) -> bool:
    """Say whether a block above the headline tells of what that does, as no menu and no writer's box."""
    return shared_words(headline, plain_text(block)) >= SHARED


def _places(root: Element, keys: set[str]) -> dict[str, list[int]]:
    """Return where the page says each of these texts; an element that holds others is later."""
    found: dict[str, list[int]] = {}
    for place, node in enumerate(root.iter(*_PARTS)):
        if local(node) == "div" and len(node):
            continue
        key = _key(opening_of(node))
        if key in keys:
            found.setdefault(key, []).append(place)
    return found


def _headings(root: Element, spots: set[int], told: set[str]) -> Iterator[tuple[float, str]]:
    """Yield the headings that are not told, each right above the paragraph of a spot."""
    for place, node in enumerate(root.iter(*_PARTS)):
        if local(node) not in HEADINGS or place + 1 not in spots:
            continue
        following, text = node.getnext(), text_of(node)
        is_new = 0 < len(text) <= HEADING_LENGTH and _key(text) not in told
        if is_new and following is not None and local(following) == "p":
            yield place, f"<{local(node)}>{escape(text, quote=False)}</{local(node)}>"


def _key(text: str) -> str:
    return fold(text[:OPENING])[:KEY_LENGTH]
