"""Read the best candidates closely: how rare each word is, where it stands, how near the words are.

BM25 with the weights of the places, and a bonus for each two words that stand near each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log1p

from django.utils import timezone

from articles.search.hits import Hit
from articles.search.vectors import quote_lexeme
from newsroom.reading import read_cursor

# Read closely; those behind them keep their order.
MOST_READ = 60

_K1, _B = 1.2, 0.5
_USUAL_LENGTH = 150
_PLACES = {"A": 4.0, "B": 2.0, "": 1.0}
# What stands early tells what a text is about.
_LEAD, _LEAD_WEIGHT = 60, 1.5
_NEAR = 2.0
_FARTHEST = 12
_VECTORS = """
SELECT article_id, vector::text, length(vector) FROM articles_articlesearch WHERE article_id = ANY(%s)
"""
_YEAR = 365 * 86400.0
_FRESH = 0.5
# What a headline that holds the query adds to its weight; one that is nothing but the query, twice that.
_HEADLINE = 0.7
# A word that may have been meant is better than none, however unlikely.
_GUESSED = 0.4
_MOST_POSITIONS = 20
_FEW_NAMES = 8
_MARK = "'=^"


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of a query: the lexemes that stand for it, each with how likely it was meant, and its rarity.

    `slips` are the folded forms that it may have been by a slip of the finger, likewise.
    """

    surface: str
    exact: str
    variants: tuple[tuple[str, float], ...]
    rarity: float
    slips: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    """A unit in a text: the lexeme found, its positions, its weight, and how likely it was meant."""

    lexeme: str
    positions: tuple[int, ...]
    weight: float
    likely: float
    is_in_headline: bool


def rescore(hits: list[Hit], units: Sequence[Unit], *, tells_words: bool = False) -> list[Hit]:
    """Order the first hits anew by their texts' words; says which each holds and misses, where asked."""
    best, rest = hits[:MOST_READ], hits[MOST_READ:]
    vectors = _vectors([hit.pk for hit in best])
    now = timezone.now().timestamp()
    scored = [_scored(hit, units, vectors.get(hit.pk, ("", 0)), now, tells_words) for hit in best]
    return sorted(scored, key=lambda hit: -hit.score) + rest


def _vectors(pks: list[int]) -> dict[int, tuple[str, int]]:
    """Return vectors as text, and how many lexemes each has."""
    if not pks:
        return {}
    with read_cursor() as cursor:
        cursor.execute(_VECTORS, [pks])
        return {pk: (text, length) for pk, text, length in cursor.fetchall()}


def _scored(hit: Hit, units: Sequence[Unit], vector: tuple[str, int], now: float, tells_words: bool) -> Hit:
    text, length = vector
    places = _places(text, units)
    found = [_find(unit, places, length) for unit in units]
    pairs = [(unit, one) for unit, one in zip(units, found, strict=True) if one]
    total = sum(unit.rarity for unit in units) or 1.0
    held = sum(unit.rarity * (_GUESSED + (1 - _GUESSED) * one.likely) for unit, one in pairs) / total
    score = sum(unit.rarity * one.weight for unit, one in pairs) + _NEAR * _nearness(units, found)
    score *= held**2 * _headline_factor(pairs, total, text) * freshness(hit.published, now)
    if not tells_words:
        return hit._replace(score=score)
    missing = tuple(unit.surface for unit, one in zip(units, found, strict=True) if not one)
    return hit._replace(score=score, missing=missing, held=tuple(one.lexeme for one in found if one))


def _places(text: str, units: Sequence[Unit]) -> dict[str, str]:
    """Return lexemes of a vector with their places: «'جسر':1A,17» → 'جسر: 1A,17.

    A lexeme has no space, nor a place a quotation mark. Few words are soon found, of many all are read.
    """
    if sum(len(unit.variants) for unit in units) > _FEW_NAMES:
        return {name: told for name, _mark, told in (one.partition("':") for one in text.split(" "))}
    places = {}
    for name in (quote_lexeme(lexeme) for unit in units for lexeme, _likely in unit.variants):
        at = text.find(f"{name}:")
        if at >= 0:
            at += len(name)
            places[name[:-1]] = text[at + 1 : text.find(" ", at) + 1 or None].rstrip()
    return places


def _headline_factor(pairs: list[tuple[Unit, _Found]], total: float, text: str) -> float:
    titled = [(unit, one) for unit, one in pairs if one.is_in_headline]
    covered = sum(unit.rarity for unit, _one in titled) / total
    closeness = len(titled) / max(text.count(_MARK), len(titled), 1)
    return 1 + _HEADLINE * covered**2 * (1 + closeness)


def freshness(published: float | None, now: float) -> float:
    """Weigh by age: an old article keeps most of its weight, for archives are searched too."""
    years = max(now - published, 0.0) / _YEAR if published else 0.0
    return 1 / (1 + _FRESH * log1p(years))


def _find(unit: Unit, places: Mapping[str, str], length: int) -> _Found | None:
    """Find the best variant of a unit among the lexemes of a vector, each with its places: «1A,17»."""
    best: _Found | None = None
    for lexeme, likely in unit.variants:
        if best and likely <= best.likely / 2:
            break
        if told := places.get(quote_lexeme(lexeme)[:-1]):
            positions, amount = _read_places(told)
            weight = likely * amount * (_K1 + 1) / (amount + _K1 * (1 - _B + _B * length / _USUAL_LENGTH))
            if best is None or weight > best.weight:
                best = _Found(lexeme, positions, weight, likely, "A" in told)
    return best


def _read_places(places: str) -> tuple[tuple[int, ...], float]:
    positions, amount = [], 0.0
    for place in places.split(",", _MOST_POSITIONS)[:_MOST_POSITIONS]:
        weight = place[-1] if place[-1] in "ABC" else ""
        position = int(place.removesuffix(weight))
        positions.append(position)
        amount += _PLACES[weight] if weight else (_LEAD_WEIGHT if position <= _LEAD else 1.0)
    return tuple(positions), amount


def _nearness(units: Sequence[Unit], found: Sequence[_Found | None]) -> float:
    """Add up, for each two words of the query, how near they come to standing as they were typed."""
    total = 0.0
    for one, other in combinations(range(len(units)), 2):
        first, second = found[one], found[other]
        if first and second:
            gap = _gap(first.positions, second.positions, other - one)
            if gap <= _FARTHEST:
                shared = min(units[one].rarity, units[other].rarity)
                total += shared / ((1 + gap) * (other - one))
    return total


def _gap(first: Iterable[int], second: Iterable[int], typed: int) -> int:
    """Return how far two words are from their distance in the query, at the place where they fit best."""
    return min(
        (abs(two - one - typed) if two > one else one - two + typed for one in first for two in second),
        default=_FARTHEST + 1,
    )
