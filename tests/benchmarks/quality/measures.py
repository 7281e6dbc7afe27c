"""The two figures: MRR of one wanted article, nDCG of many."""

from collections.abc import Collection, Sequence
from math import log2

TOP = 10


def reciprocal_rank(found: Sequence[str], wanted: str) -> float:
    """Return 1 for the first place, 1/2 for the second, 0 beyond the tenth."""
    return 1 / (found.index(wanted) + 1) if wanted in found[:TOP] else 0.0


def ndcg(found: Sequence[str], relevant: Collection[str]) -> float:
    gain = sum(1 / log2(place + 2) for place, one in enumerate(found[:TOP]) if one in relevant)
    best = sum(1 / log2(place + 2) for place in range(min(TOP, len(relevant))))
    return gain / best if best else 0.0


def mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
