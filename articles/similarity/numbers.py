"""Write a text as numbers, one a stem, so that texts are compared without reading them again."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from math import log

from articles.similarity.rarity import rarity, share

RARE, FIGURE = 1, 2
# A third of the words of the news are rarer: names above all.
_RARE_SHARE = 1.1e-4
_FLAG_BITS = 2
_CODE = 0xFFFF
MOST_TERMS = 8
HEADLINE_WEIGHT = 2

_WEIGHTS: dict[int, float] = {}


def stem_number(stem: str) -> int:
    """Return the number of a stem, never 0; its last bits say whether it is rare, or a figure."""
    hashed = int.from_bytes(blake2b(stem.encode(), digest_size=7).digest()) + 1
    is_figure = stem.isdecimal()
    number = hashed << _FLAG_BITS | (FIGURE if is_figure else RARE if share(stem) < _RARE_SHARE else 0)
    # A date is rare and tells nothing.
    _WEIGHTS[number] = 0.0 if is_figure else rarity(stem)
    return number


def forget() -> None:
    _WEIGHTS.clear()


def pack(numbers: Sequence[int]) -> bytes:
    """Return a text in two bytes a stem: enough to tell the stems of two texts apart."""
    return array("H", [number & _CODE for number in numbers]).tobytes()


def unpack(packed: bytes) -> memoryview:
    return memoryview(packed).cast("H")


def code_of(number: int) -> int:
    return number & _CODE


def weigh(headline: Iterable[int], text: Iterable[int]) -> dict[int, float]:
    """Weigh each stem by how often it comes and how rare it is; the headline counts twice."""
    counts = Counter(text)
    for number in headline:
        counts[number] += HEADLINE_WEIGHT
    return {
        number: weight * (1 + log(count))
        for number, count in counts.items()
        if (weight := _WEIGHTS.get(number, 0.0))
    }


def main_terms(weights: dict[int, float], most: int = MOST_TERMS) -> list[int]:
    """Return the stems that tell most about a text."""
    return sorted(weights, key=lambda number: (-weights[number], number))[:most]
