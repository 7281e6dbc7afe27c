"""Find what holds most words of a query, or words it may have meant, where few articles hold them all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, prod

from articles.querysets import ArticleQuerySet
from articles.search.hits import Hit, find_any
from articles.search.parsing import Query, Word
from articles.search.repair import Guess, guesses
from articles.search.scoring import Unit, rescore
from articles.search.terms import Counts, counts_of
from articles.search.vectors import headline_mark, quote_lexeme

_MOST_GUESSES = 12
# A word that is known is hardly ever another one.
_KNOWN = 0.25
_MOST_HITS = 400
# Together the ways to leave words out may find about so many articles.
_ROOM = 3000
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query can be read: its units, what was guessed for each, and the counts of all."""

    units: list[Unit]
    guessed: list[list[Guess]]
    counts: Counts


def read(query: Query, counts: Counts) -> Reading:
    """Guess what each word may have been, in one query for all."""
    words = query.words[:_MOST_WORDS]
    guessed = [guesses(word.exact) if not word.lexeme.startswith("=") else () for word in words]
    lexemes = {guess.lexeme for each in guessed for guess in each} | set(query.wanted)
    known = counts_of([*lexemes, *map(headline_mark, query.wanted)])
    best = [_best(word, each, known) for word, each in zip(words, guessed, strict=True)]
    units = [_unit(word, each, known) for word, each in zip(words, best, strict=True)]
    return Reading(units, best, known)


def _best(word: Word, guessed: Iterable[Guess], counts: Counts) -> list[Guess]:
    """Keep the likeliest of those that exist, by slip and by use."""
    there = [guess for guess in guessed if counts.by_lexeme.get(guess.lexeme) and guess.lexeme != word.lexeme]
    there.sort(key=lambda guess: -guess.likely * log(2 + counts.by_lexeme[guess.lexeme]))
    return there[:_MOST_GUESSES]


def _unit(word: Word, guessed: Iterable[Guess], counts: Counts) -> Unit:
    is_known = word.lexeme in counts.by_lexeme
    weight = _KNOWN if is_known else 1.0
    variants = [(word.lexeme, 1.0), *((guess.lexeme, weight * guess.likely) for guess in guessed)]
    meant = [word.lexeme] if is_known else [guess.lexeme for guess in guessed][:1]
    rarity = counts.rarity(meant[0]) if meant else counts.rarity(word.lexeme) / 2
    return Unit(word.surface, word.exact, tuple(variants), rarity)


def find_loose(
    query: Query, reading: Reading, articles: ArticleQuerySet, *, seen: set[int], most: int
) -> list[Hit]:
    """Return articles with most of the words, the best first, each with the words that it misses.

    First those with all words as they may have been meant, then those that miss some, until there are enough.
    """
    words = [(_any_of(unit), unit.rarity) for unit in reading.units]
    musts = "".join(f" & {must}" for must in query.musts)
    found: dict[int, Hit] = {}
    for ways in _stages(reading):
        if len(found) < most and ways:
            tsquery = f"({' | '.join(ways)}){musts}"
            hits = find_any(tsquery, words, articles, most=_MOST_HITS)
            hits.sort(key=lambda hit: -hit.score)
            found |= {hit.pk: hit for hit in hits if hit.pk not in seen and hit.pk not in found}
    return rescore(list(found.values()), reading.units, tells_words=True)[:most]


def _stages(reading: Reading) -> Iterator[list[str]]:
    units, counts = reading.units, reading.counts
    unknown = [unit.variants[0][0] not in counts.by_lexeme for unit in units]
    meant = [_any_of(unit) if is_new else _alone(unit) for unit, is_new in zip(units, unknown, strict=True)]
    if any(unknown) and any(reading.guessed):
        yield [_all(meant)]
    if any(reading.guessed):
        yield [_all(map(_any_of, units))]
    yield _with_some(units, meant, counts)


def _any_of(unit: Unit) -> str:
    return f"({' | '.join(quote_lexeme(lexeme) for lexeme, _likely in unit.variants)})"


def _alone(unit: Unit) -> str:
    return quote_lexeme(unit.variants[0][0])


def _all(words: Iterable[str]) -> str:
    return f"({' & '.join(words)})"


def _with_some(units: Sequence[Unit], meant: Sequence[str], counts: Counts) -> list[str]:
    """Ask for all words but one, and but two of four and more, the rarest kept first, while there is room."""
    room, ways = float(_ROOM), []
    for kept in sorted(_subsets(len(units)), key=lambda kept: (-len(kept), _size(units, kept, counts))):
        size, way = _size(units, kept, counts), _all(meant[place] for place in kept)
        if size > room and len(kept) == 1:
            # Of a usual word the headlines are enough.
            mark = headline_mark(units[kept[0]].variants[0][0])
            size, way = counts.by_lexeme.get(mark, 0), quote_lexeme(mark)
        if size <= room:
            room -= size
            ways.append(way)
    return ways


def _subsets(size: int) -> list[tuple[int, ...]]:
    left_out = (1,) if size < 4 else (1, 2)
    return [kept for out in left_out if out < size for kept in combinations(range(size), size - out)]


def _size(units: Sequence[Unit], kept: Sequence[int], counts: Counts) -> float:
    """Estimate how many articles hold a variant of each word kept."""
    shares = [_share(units[place], counts) for place in kept]
    return counts.total * (prod(shares) * min(shares)) ** 0.5


def _share(unit: Unit, counts: Counts) -> float:
    return min(sum(counts.share(lexeme) for lexeme, _likely in unit.variants), 1.0)
