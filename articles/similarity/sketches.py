"""Sketch texts by a sample of their shingles, so that copies are found by what they share.

After Broder, "On the resemblance and containment of documents" (1997): which shingles are taken depends on
themselves alone, so the sample is in proportion to the text, and a copy inside a longer article shares
its own.
"""

from heapq import nsmallest

import numpy as np

from articles.similarity.numbers import FIGURE, HASH_AT, RARE, Ends, Numbers

_MASK = 2**63 - 1
# A shingle begins at one rare stem in eight: one in 24. Usual words stand together in many a text.
_FLAGS, _ANCHORS = FIGURE | RARE, 7 << HASH_AT
# What is looked for begins at one in four: what a shorter text gives beside its few is among that.
_PROBED = 3 << HASH_AT
LEAST, MOST = 8, 64
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


def sketches(stems: Numbers, ends: Ends) -> list[tuple[list[int], list[int]]]:
    """Return of each text up to 64 sampled shingles of three stems, numbers below 2^63, and more to look for.

    `stems` and `ends` are as for `numbers.pack`. A text with few sampled ones gives some that are only
    looked for elsewhere, and one without rare words its lowest.
    """
    shingles = _shingles(stems)
    rare = stems[: shingles.size]
    places = np.flatnonzero((rare & _FLAGS == RARE) & (rare & _PROBED == 0))
    probed, is_kept = shingles[places].tolist(), (rare[places] & _ANCHORS == 0).tolist()
    firsts, lasts = ends[:, 1], np.maximum(ends[:, 2] - 2, ends[:, 1])
    bounds = zip(*(np.searchsorted(places, each).tolist() for each in (firsts, lasts)), strict=True)
    return [
        _sketch(probed[one:end], is_kept[one:end], shingles[first:last])
        for (one, end), first, last in zip(bounds, firsts, lasts, strict=True)
    ]


def _sketch(probed: list[int], is_kept: list[bool], shingles: Numbers) -> tuple[list[int], list[int]]:
    kept = {shingle for shingle, is_one in zip(probed, is_kept, strict=True) if is_one}
    if len(kept) < LEAST:
        kept.update(nsmallest(LEAST - len(kept), set(probed) - kept))
    if len(kept) < LEAST:
        lowest = np.unique(shingles)[: 2 * LEAST].tolist()
        kept.update(nsmallest(LEAST - len(kept), set(lowest) - kept))
    return sorted(kept)[:MOST], sorted(kept.union(probed))[:MOST]


def _shingles(stems: Numbers) -> Numbers:
    """Mix each stem with the two behind it; the factors are odd, so order matters."""
    one, two, three = (np.uint64(factor) for factor in _MIX)
    return (stems[:-2] * one + stems[1:-1] * two + stems[2:] * three) & np.uint64(_MASK)
