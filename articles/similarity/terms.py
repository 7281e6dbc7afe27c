"""Say which words of a headline or a query tell most about it."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from articles.search.vectors import quote_lexeme
from articles.similarity.rarity import rarity
from newsroom.arabic import lexemes

NEAR_HEADLINE = 0.85
RARE_TERMS = 4


def rarest(terms: set[str], most: int) -> list[str]:
    """Return the `most` rarest lexemes, numbers left out: a date is rare and tells nothing."""
    words = (term for term in terms if not term.isdecimal())
    return sorted(words, key=lambda term: (-rarity(term), term))[:most]


def pairs_query(terms: frozenset[str]) -> str:
    """Ask for any two of the rarest words together, so that one usual word never lists its articles."""
    rare = [quote_lexeme(term) for term in rarest(set(terms), RARE_TERMS)]
    return " | ".join(f"({one} & {other})" for one, other in combinations(rare, 2))


@lru_cache(maxsize=4096)
def headline_terms(headline: str) -> frozenset[str]:
    """Return the stems of a headline; a page weighs each of its links against all others."""
    return frozenset(lexemes(headline))


def stems_of(lexemes: Iterable[str] | None) -> frozenset[str]:
    """Return the stems among the lexemes of a search row, without the exact forms of its headline."""
    return frozenset(lexeme for lexeme in lexemes or () if not lexeme.startswith("="))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def is_near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two headlines differ by a word at most in thirteen."""
    return jaccard(one, other) >= NEAR_HEADLINE
