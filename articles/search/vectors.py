"""Write tsvectors as PostgreSQL reads them in binary (`tsvectorrecv` in its tsvector.c): a word looked up in
Python and no text parsed by the server.

A vector is the count of its lexemes in four bytes, then each lexeme, a zero byte, the count of its places in
two bytes and these, two bytes each, a weight in the highest two bits. The server sorts the lexemes.
"""

from collections.abc import Iterable
from itertools import accumulate

import numpy as np

from articles.search.groups import Groups
from articles.search.words import Ints, Texts

HEADLINE = "A"
# What the lexemes begin with that tell of a headline alone.
MARK = "=^"
MAX_POSITION = 16383
# As many as PostgreSQL keeps of a lexeme, and fewer bytes than this of all.
MOST_PLACES = 255
MOST_BYTES = 1 << 20
_WEIGHTS = np.array([3, 2, 0]) << 14  # A, B and D
_ONCE = [b"\0\0\1%b" % place.to_bytes(2) for place in range(4096)]
_MARKED = MARK.encode()
_NO_PLACES = b"\0\0\0"


def headline_mark(lexeme: str) -> str:
    """Name the lexeme of a headline that holds `lexeme`: one of its own, so that the index alone finds it."""
    return f"{MARK}{lexeme}"


def quote_lexeme(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def any_of(lexemes: Iterable[str]) -> str:
    """Return the tsquery of what holds any of `lexemes`."""
    return f"({' | '.join(map(quote_lexeme, lexemes))})"


def make_vectors(texts: Texts, groups: Groups) -> list[bytes]:
    """Return the tsvector of each article: the headline weighs A, the summary B.

    Each word gives its stem, or its exact form behind «=» where it is a stop word; those of the headline give
    their mark too, so that headlines are found whatever their age: «الجسر» → 'جسر':1A '=^جسر'.
    """
    written = _written(texts, groups)
    return [
        _vector(written[2 * first : 2 * end], marks)
        for (first, end), marks in zip(groups.bounds, _marks(texts), strict=True)
    ]


def _written(texts: Texts, groups: Groups) -> list[bytes]:
    """Return each lexeme of `groups` and behind it its places as they are written."""
    places = _places(texts)[groups.order]
    sizes = _sizes(places, groups)
    once = places[groups.starts]
    written = [b""] * (2 * groups.ids.size)
    written[::2] = map(texts.words.lexemes.__getitem__, groups.ids.tolist())
    written[1::2] = map(_ONCE.__getitem__, (once % len(_ONCE)).tolist())
    others = np.flatnonzero((sizes > 1) | (once >= len(_ONCE)))
    data = places.astype(">u2").tobytes()
    columns = (others, groups.starts[others], sizes[others])
    for group, start, size in zip(*(column.tolist() for column in columns), strict=True):
        written[2 * group + 1] = b"\0%b%b" % (size.to_bytes(2), data[2 * start : 2 * (start + size)])
    return written


def _sizes(places: Ints, groups: Groups) -> Ints:
    """Count the places that are kept of each lexeme; those beyond the last are one."""
    sizes = groups.sizes
    if (beyond := places == MAX_POSITION).any():
        sizes = sizes - np.maximum(np.add.reduceat(beyond, groups.starts, dtype=np.int64) - 1, 0)
    return np.minimum(sizes, MOST_PLACES)


def _places(texts: Texts) -> Ints:
    """Return the place and the weight of each word; parts stand apart, so that no phrase runs over them."""
    sizes = texts.counts.sum(axis=1)
    parts = texts.parts
    begun: Ints = np.repeat(texts.ends - sizes, sizes)
    return np.minimum(np.arange(1, texts.ids.size + 1) - begun + 2 * parts, MAX_POSITION) | _WEIGHTS[parts]


def _marks(texts: Texts) -> list[list[bytes]]:
    """Return the marks of each headline, «جسر» → «=^جسر»; stop words have none."""
    stems = np.flatnonzero((texts.parts == 0) & (texts.numbers > 0))
    ids = texts.ids[stems].tolist()
    lexemes = texts.words.lexemes
    return [
        [_MARKED + lexemes[each] for each in dict.fromkeys(ids[first:end])]
        for first, end in texts.bounds(stems)
    ]


def _vector(written: list[bytes], marks: list[bytes]) -> bytes:
    """Put a vector together; of a text that has too many words, the index has as many as it takes."""
    told = b"".join([*written, *(mark + _NO_PLACES for mark in marks)])
    if len(told) >= MOST_BYTES:
        return _vector(_cut(written, MOST_BYTES - sum(map(len, marks)) - 6 * len(marks)), marks)
    return (len(written) // 2 + len(marks)).to_bytes(4) + told


def _cut(written: list[bytes], room: int) -> list[bytes]:
    """Keep the lexemes that come first, as many as there is room for."""
    pairs = sorted(zip(written[::2], written[1::2], strict=True), key=_first_place)
    ends = accumulate(len(lexeme) + len(places) for lexeme, places in pairs)
    return [each for pair, end in zip(pairs, ends, strict=True) if end < room for each in pair]


def _first_place(pair: tuple[bytes, bytes]) -> tuple[int, bytes]:
    lexeme, places = pair
    return int.from_bytes(places[3:5]) & MAX_POSITION, lexeme
