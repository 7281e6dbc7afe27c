"""Sketch a text by a sample of its shingles, so that copies are found by what they share.

After Broder, "On the resemblance and containment of documents" (1997): the shingles whose hash falls below
a bound are a sample in proportion to the text, so that a copy inside a longer article shares its own.
"""

from collections.abc import Sequence
from heapq import nsmallest

_MASK = 2**64 - 1
# One shingle in 32; a short text keeps its lowest ones all the same.
_BOUND = 2**64 // 32
LEAST, MOST = 6, 64


def sketch(stems: Sequence[int]) -> list[int]:
    """Return up to 64 sampled shingles of three stems, as numbers below 2^63; `stems` are 64-bit hashes."""
    shingles = {
        (3 * one + 5 * two + 7 * three) & _MASK
        for one, two, three in zip(stems, stems[1:], stems[2:], strict=False)
    }
    sampled = [shingle for shingle in shingles if shingle < _BOUND]
    if len(sampled) < LEAST:
        sampled = nsmallest(LEAST, shingles)
    return [shingle >> 1 for shingle in nsmallest(MOST, sampled)]
