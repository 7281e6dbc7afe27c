"""Sketch a text by a sample of its shingles, so that copies are found by what they share.

After Broder, "On the resemblance and containment of documents" (1997): which shingles are taken depends on
themselves alone, so the sample is in proportion to the text, and a copy inside a longer article shares
its own.
"""

from collections.abc import Iterable, Sequence
from heapq import nsmallest

from articles.similarity.numbers import FIGURE, HASH_AT, RARE

_MASK = 2**63 - 1
# A shingle begins at one rare stem in eight: one in 24. Usual words stand together in many a text.
_FLAGS, _ANCHORS = FIGURE | RARE, 7 << HASH_AT
# What is looked for begins at one in four: what a shorter text gives beside its few is among that.
_PROBED = 3 << HASH_AT
LEAST, MOST = 8, 64


def sketch(stems: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return up to 64 sampled shingles of three stems, as numbers below 2^63, and more to look for.

    `stems` are numbers. A text with few sampled ones gives some that are only looked for elsewhere, and one
    without rare words its lowest.
    """
    last = len(stems) - 2
    places = [p for p, stem in enumerate(stems) if stem & _FLAGS == RARE and not stem & _PROBED and p < last]
    probed = set(_shingles(stems, places))
    kept = set(_shingles(stems, (place for place in places if not stems[place] & _ANCHORS)))
    for more in (probed, _shingles(stems, range(last))):
        if len(kept) < LEAST:
            kept.update(nsmallest(LEAST - len(kept), set(more) - kept))
    return nsmallest(MOST, kept), nsmallest(MOST, kept | probed)


def _shingles(stems: Sequence[int], places: Iterable[int]) -> Iterable[int]:
    """Mix each stem at `places` with the two behind it; the factors are odd, so order matters."""
    return (
        (stems[place] * _MIX[0] + stems[place + 1] * _MIX[1] + stems[place + 2] * _MIX[2]) & _MASK
        for place in places
    )


_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
