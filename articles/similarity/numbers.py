"""Write a text as numbers, one a stem, so that texts are compared without reading them again."""

import sys
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from math import log
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from articles.similarity.rarity import rarity, share
from newsroom.arabic import analyser_version, lexemes

Numbers: TypeAlias = NDArray[np.uint64]
Ends: TypeAlias = NDArray[np.int64]
# A number holds its hash, how rare the stem is in quarters, and two flags.
RARE, FIGURE = 1, 2
_QUARTERS, _WEIGHT_AT, HASH_AT = 63, 2, 8
# A third of the words of the news are rarer: names above all.
_RARE_SHARE = 1.1e-4
_CODE_HASH, _FLAGS = 0xFFFC, 3
_MOST_HEADLINE = 0xFFFF
_NOTHING = b"\0\0"
HEADLINE_WEIGHT = 2


def make_number(stem: str) -> int:
    """Return the number of a stem, never 0; a figure weighs nothing: a date is rare and tells nothing."""
    hashed = int.from_bytes(blake2b(stem.encode(), digest_size=6).digest()) + 1
    if stem.isdecimal():
        return hashed << HASH_AT | FIGURE
    quarters = min(round(4 * rarity(stem)), _QUARTERS)
    return hashed << HASH_AT | quarters << _WEIGHT_AT | (RARE if share(stem) < _RARE_SHARE else 0)


stem_number = lru_cache(maxsize=50_000)(make_number)


def numbers_of(text: str) -> list[int]:
    """Return the numbers of a text's stems in order."""
    return [stem_number(stem) for stem in lexemes(text)]


def code_of(number: Any) -> Any:
    """Return two bytes of a number, or of each in an array: 14 bits of its hash and the flags."""
    return number >> HASH_AT - 2 & _CODE_HASH | number & _FLAGS


def codes_of(words: str) -> frozenset[int]:
    """Return the codes of some words, as the analyser in use stems them."""
    return _codes_of(words, analyser_version())


@lru_cache(maxsize=8)
def _codes_of(words: str, _version: int) -> frozenset[int]:
    return frozenset(map(code_of, numbers_of(words)))


def pack(stems: Numbers, ends: Ends) -> list[bytes]:
    """Return articles in two bytes a stem, enough to tell stems apart: how many are the headline's, these,
    and those of the text.

    `stems` (n,) are the numbers of all, one after the other; `ends` (articles, 3) says where the headline,
    the summary and the text of each end in them.
    """
    codes = code_of(stems).astype(np.uint16).tobytes()
    rows = (2 * ends).tolist()
    firsts = [0, *(row[2] for row in rows)]
    return [
        _packed(codes[first:titled], codes[summed:last])
        for first, (titled, summed, last) in zip(firsts, rows, strict=False)
    ]


def _packed(headline: bytes, text: bytes) -> bytes:
    headline = headline[: 2 * _MOST_HEADLINE]
    return b"%b%b%b" % ((len(headline) // 2).to_bytes(2, sys.byteorder), headline, text)


def unpack(packed: bytes) -> tuple[memoryview, memoryview]:
    """Return the codes of the headline and those of the text."""
    codes = memoryview(packed or _NOTHING).cast("H")
    return codes[1 : 1 + codes[0]], codes[1 + codes[0] :]


def unpack_text(packed: bytes) -> memoryview:
    return unpack(packed)[1]


def quarters(number: Any) -> Any:
    """Return how rare the stem of a number is, or of each in an array, in quarters."""
    return number >> _WEIGHT_AT & _QUARTERS


def unpack_weighed(packed: bytes) -> list[int]:
    """Return all codes of an article, those of the headline as often as it counts."""
    count, *codes = memoryview(packed or _NOTHING).cast("H").tolist()
    return codes + codes[:count] * (HEADLINE_WEIGHT - 1)


def weigh(headline: Iterable[int], text: Iterable[int]) -> dict[int, float]:
    """Weigh each stem by how often it comes and how rare it is; the headline counts twice."""
    counts = Counter(text)
    for number in headline:
        counts[number] += HEADLINE_WEIGHT
    return {
        number: weight if count == 1 else weight * (1 + log(count))
        for number, count in counts.items()
        if (weight := quarters(number) / 4)
    }


def heaviest(weights: dict[int, float], most: int) -> list[int]:
    return sorted(weights, key=weights.__getitem__, reverse=True)[:most]
