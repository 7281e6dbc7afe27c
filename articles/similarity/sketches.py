"""Sketch a text by a sample of its shingles, so that copies are found by what they share.

After Broder, "On the resemblance and containment of documents" (1997): which shingles are taken depends on
themselves alone, so the sample is in proportion to the text, and a copy inside a longer article shares
its own.
"""

from collections.abc import Iterable, Sequence
from heapq import nsmallest

from articles.similarity.numbers import FIGURE, RARE

_MASK = 2**63 - 1
# A shingle begins at one rare stem in eight: one in 24. Usual words stand together in many a text.
_ANCHORS, _ANCHOR = 7 << 2 | FIGURE | RARE, RARE
# A text with fewer gives its lowest ones, wherever they begin.
LEAST, MOST = 8, 64


def sketch(stems: Sequence[int]) -> list[int]:
    """Return up to 64 sampled shingles of three stems, as numbers below 2^63; `stems` are numbers."""
    last = len(stems) - 2
    anchored = (place for place, stem in enumerate(stems) if stem & _ANCHORS == _ANCHOR and place < last)
    sampled = set(_shingles(stems, anchored))
    if len(sampled) < LEAST:
        others = set(_shingles(stems, range(last))) - sampled
        sampled.update(nsmallest(LEAST - len(sampled), others))
    return nsmallest(MOST, sampled)


def _shingles(stems: Sequence[int], places: Iterable[int]) -> Iterable[int]:
    """Mix each stem at `places` with the two behind it; the factors are odd, so order matters."""
    return (
        (stems[place] * _MIX[0] + stems[place + 1] * _MIX[1] + stems[place + 2] * _MIX[2]) & _MASK
        for place in places
    )


_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
