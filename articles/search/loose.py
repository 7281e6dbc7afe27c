"""Find what holds most words of a query, or words it may have meant, where few articles hold them all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, prod

from articles.querysets import ArticleQuerySet
from articles.search.hits import Hit, find_any
from articles.search.parsing import Query, Word
from articles.search.repair import Guess, guesses, slips
from articles.search.scoring import Unit, rescore
from articles.search.terms import Counts, counts_of
from articles.search.vectors import any_of, headline_mark

_MOST_GUESSES = 12
# A word that is known is hardly ever another one.
_KNOWN = 0.25
_MOST_HITS = 400
# With fewer at hand those are looked for that have less of the query.
_ENOUGH = 20
# Together the ways to leave words out may find about so many articles.
_ROOM = 3000
# So many entries of the index are gone through.
_MOST_INDEXED = 20_000
# About so many articles that hold a word hold it in the headline.
_OF_HEADLINES = 0.1
_MOST_WORDS = 8
_MOST_WAYS = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query can be read: its units, what was guessed for each, and the counts of all."""

    units: list[Unit]
    guessed: list[list[Guess]]
    counts: Counts


def read(query: Query, counts: Counts) -> Reading:
    """Guess what each word may have been, in one query for all."""
    words = query.words[:_MOST_WORDS]
    guessed = [() if word.lexeme.startswith("=") else guesses(word.surface, word.exact) for word in words]
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
    told = ((guess.lexeme, (weight if guess.is_slip else 1.0) * guess.likely) for guess in guessed)
    variants = [(word.lexeme, 1.0), *sorted(told, key=lambda pair: -pair[1])]
    meant = [word.lexeme] if is_known else [guess.lexeme for guess in guessed][:1]
    rarity = counts.rarity(meant[0]) if meant else counts.rarity(word.lexeme) / 2
    forms = {} if word.lexeme.startswith("=") else slips(word.exact)
    return Unit(word.surface, word.exact, tuple(variants), rarity, forms)


def find_loose(
    query: Query, reading: Reading, articles: ArticleQuerySet, *, seen: set[int], most: int
) -> list[Hit]:
    """Return articles with most of the words, the best first, each with the words that it misses.

    First those with all words as they may have been meant, then those that miss some, until there are enough.
    That a word which exists was another one is thought of only where nothing holds them all as typed.
    """
    words = [(any_of(_lexemes(unit)), unit.rarity) for unit in reading.units]
    musts = "".join(f" & {must}" for must in query.musts)
    found: dict[int, Hit] = {}
    for ways in _affordable(reading, is_doubted=not seen):
        if ways and len(found) < _ENOUGH:
            tsquery = f"({' | '.join(way.tsquery for way in ways)}){musts}"
            hits = find_any(tsquery, words, articles, most=_MOST_HITS)
            hits.sort(key=lambda hit: -hit.score)
            found |= {hit.pk: hit for hit in hits if hit.pk not in seen and hit.pk not in found}
    return rescore(list(found.values()), reading.units, tells_words=True)[:most]


@dataclass(frozen=True, slots=True)
class _Way:
    """What is asked for of a word or of all: how many articles have it, and of the rarest word alone."""

    tsquery: str
    held: float
    rarest: tuple[str, float]


def _affordable(reading: Reading, *, is_doubted: bool) -> Iterator[list[_Way]]:
    """Give each stage as far as the index soon answers it: of usual words the headlines are enough."""
    told = _stages(reading, _in_text, is_doubted=is_doubted)
    for stage, of_headlines in zip(told, _stages(reading, _in_headline, is_doubted=is_doubted), strict=True):
        yield next((ways for ways in (stage, of_headlines) if _read(ways) <= _MOST_INDEXED), [])


def _read(ways: Iterable[_Way]) -> float:
    """Estimate how many entries the index goes through: those of the rarest word of each way."""
    return sum(dict(way.rarest for way in ways).values())


def _stages(reading: Reading, asked: "_Asked", *, is_doubted: bool) -> Iterator[list[_Way]]:
    """Give the ways to find what was meant, the likeliest first: spelled otherwise, one slip, less asked."""
    counts, told = reading.counts, list(zip(reading.units, reading.guessed, strict=True))
    wide = [asked(_lexemes(unit), counts) for unit in reading.units]
    known = [unit.variants[0][0] in counts.by_lexeme for unit in reading.units]
    spelled = [asked(_spelled(unit, guessed), counts) for unit, guessed in told]
    meant = [one if is_known else other for one, other, is_known in zip(spelled, wide, known, strict=True)]
    if _is_spelled_otherwise(reading) or (not all(known) and any(reading.guessed)):
        yield [_all(meant, counts)]
    if is_doubted:
        yield [
            _all([*meant[:place], way, *meant[place + 1 :]], counts)
            for place, way in enumerate(wide)
            if known[place] and reading.guessed[place]
        ]
    yield _with_some(reading.units, meant, counts)


def _spelled(unit: Unit, guessed: Iterable[Guess]) -> list[str]:
    return [unit.variants[0][0], *(guess.lexeme for guess in guessed if not guess.is_slip)]


def _is_spelled_otherwise(reading: Reading) -> bool:
    return any(not guess.is_slip for guessed in reading.guessed for guess in guessed)


def _lexemes(unit: Unit) -> list[str]:
    return [lexeme for lexeme, _likely in unit.variants]


_Asked = Callable[[Sequence[str], Counts], _Way]


def _in_text(lexemes: Sequence[str], counts: Counts) -> _Way:
    held = counts.total * min(sum(map(counts.share, lexemes)), 1.0)
    tsquery = any_of(lexemes)
    return _Way(tsquery, held, (tsquery, held))


def _in_headline(lexemes: Sequence[str], counts: Counts) -> _Way:
    """Ask for words of headlines, of which the counts of most are not known here."""
    held = _OF_HEADLINES * counts.total * min(sum(map(counts.share, lexemes)), 1.0)
    tsquery = any_of(map(headline_mark, lexemes))
    return _Way(tsquery, held, (tsquery, held))


def _all(ways: Sequence[_Way], counts: Counts) -> _Way:
    """Ask for all at once; the index goes through what has the rarest."""
    rarest = min((way.rarest for way in ways), key=lambda pair: pair[1])
    total = counts.total or 1
    held = total * (prod(way.held / total for way in ways) * rarest[1] / total) ** 0.5
    return _Way(f"({' & '.join(way.tsquery for way in ways)})", held, rarest)


def _with_some(units: Sequence[Unit], meant: Sequence[_Way], counts: Counts) -> list[_Way]:
    """Ask for all words but one, and but two of four and more, the rarest kept first, while there is room."""
    room = float(_ROOM)
    ways: list[_Way] = []
    kept = [(len(places), _some(places, units, meant, counts)) for places in _subsets(len(units))]
    for _size, way in sorted(kept, key=lambda pair: (-pair[0], pair[1].held)):
        if way.held <= room and len(ways) < _MOST_WAYS:
            room -= way.held
            ways.append(way)
    return ways


def _some(places: Sequence[int], units: Sequence[Unit], meant: Sequence[_Way], counts: Counts) -> _Way:
    way = _all([meant[place] for place in places], counts)
    if way.held > _ROOM and len(places) == 1:
        # Of a usual word the headlines are enough.
        return _in_text([headline_mark(units[places[0]].variants[0][0])], counts)
    return way


def _subsets(size: int) -> list[tuple[int, ...]]:
    left_out = (1,) if size < 4 else (1, 2)
    return [kept for out in left_out if out < size for kept in combinations(range(size), size - out)]
