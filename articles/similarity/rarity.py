"""Say how rare a stem is; the frozen frequencies decide, so nothing is scanned."""

import math
from functools import cache, lru_cache

from newsroom.arabic.lexicon import stem_counts


@cache
def _all_counted() -> int:
    return sum(stem_counts().values())


def share(lexeme: str) -> float:
    """Return the share of a stem among all words of the news."""
    return stem_counts().get(lexeme, 0) / _all_counted()


@cache
def _most_usual() -> int:
    return 1 + max(stem_counts().values())


@lru_cache(maxsize=50_000)
def rarity(lexeme: str) -> float:
    """Weigh a lexeme by the logarithm of its rarity, above 0: «قال» weighs little, «الموصل» much."""
    return 1 + math.log(_most_usual() / (1 + stem_counts().get(lexeme, 0)))
