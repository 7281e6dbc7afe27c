"""Say how rare a stem is; the frozen frequencies decide, so nothing is scanned."""

import math
from collections import Counter
from functools import cache, lru_cache

from newsroom.arabic.lexicon import frequencies
from newsroom.arabic.stem import stem


@cache
def _stem_counts() -> Counter[str]:
    counts: Counter[str] = Counter()
    for word, count in frequencies().items():
        counts[stem(word)] += count
    return counts


@cache
def _all_counted() -> int:
    return sum(_stem_counts().values())


def share(lexeme: str) -> float:
    """Return the share of a stem among all words of the news."""
    return _stem_counts()[lexeme] / _all_counted()


@cache
def _most_usual() -> int:
    return 1 + max(_stem_counts().values())


@lru_cache(maxsize=50_000)
def rarity(lexeme: str) -> float:
    """Weigh a lexeme by the logarithm of its rarity, above 0: «قال» weighs little, «الموصل» much."""
    return 1 + math.log(_most_usual() / (1 + _stem_counts()[lexeme]))
