"""Known-item queries: two to six words of one article that no other holds, typed in eight ways."""

import random
from dataclasses import dataclass

from newsroom.arabic import fold
from tests.benchmarks.quality import mistyping
from tests.benchmarks.quality.bench import Bench, Engine, Scores
from tests.benchmarks.quality.corpus import Item
from tests.benchmarks.quality.measures import mean, reciprocal_rank
from tests.benchmarks.quality.vocabulary import Vocabulary

KINDS: dict[str, mistyping.Mistype] = {
    "exact": lambda words, _vocabulary, _chance: words,
    "typed letters": mistyping.typed_letters,
    "clitics": mistyping.clitics,
    "number": mistyping.number,
    "digits": mistyping.digits,
    "typo": mistyping.typo,
    "mixed": mistyping.mixed,
}
SIX = ("exact", "typed letters", "clitics", "number", "digits", "typo")
ALL_SIX = "all six"
FEWEST, MOST = 2, 6
WORST = 10
# A person recalls words that stood near each other.
NEARBY = 30
# One word at least tells: no more than one article in so many holds it.
TELLING = 200


@dataclass(frozen=True)
class KnownItem:
    """A query as typed, as meant, and the one article that is wanted."""

    typed: str
    meant: str
    wanted: str


def make_queries(bench: Bench, vocabulary: Vocabulary, kind: str) -> list[KnownItem]:
    """Make the queries of a kind; each kind asks for articles of its own."""
    chance, made, tries = bench.chance(kind), [], 0
    while len(made) < bench.queries and tries < 200 * bench.queries:
        tries += 1
        item = chance.choice(bench.items)
        words = _words(item, vocabulary, chance, with_number=kind == "digits")
        if words and _tells(words, vocabulary, len(bench.items)):
            typed = KINDS[kind](words, vocabulary, chance)
            if typed:
                made.append(KnownItem(" ".join(typed), " ".join(words), item.id))
    return made


def _tells(words: list[str], vocabulary: Vocabulary, articles: int) -> bool:
    rarest = min(vocabulary.count(fold(word)) for word in words)
    return rarest <= max(articles // TELLING, 1) and len(vocabulary.fits(words)) == 1


def _words(
    item: Item, vocabulary: Vocabulary, chance: random.Random, *, with_number: bool
) -> list[str] | None:
    """Pick words in their order: half from the headline, half from somewhere in the text."""
    size = chance.randint(FEWEST, MOST)
    words = item.words
    if with_number:
        numbers = [place for place, word in enumerate(words) if word.isdecimal() and len(word) > 1]
        if not numbers:
            return None
        must = chance.choice(numbers)
        start = max(must - NEARBY // 2, 0)
    else:
        must = None
        start = 0 if chance.random() < 0.5 else chance.randrange(max(len(words) - NEARBY, 1))
    end = start + (NEARBY if start or with_number else max(len(item.headline.split()), size))
    fit = [p for p in range(start, min(end, len(words))) if vocabulary.is_content(words[p]) and p != must]
    size -= must is not None
    if len(fit) < size:
        return None
    places = chance.sample(fit, size) + ([] if must is None else [must])
    return [words[place] for place in sorted(places)]


def measure(bench: Bench) -> Scores:
    scores, vocabulary = Scores(), Vocabulary(bench.items)
    queries = {kind: make_queries(bench, vocabulary, kind) for kind in KINDS}
    for engine in bench.engines:
        figures = scores.table[engine.name]
        for kind, asked in queries.items():
            figures[kind], failures = _score(bench, engine, asked)
            if engine is bench.engines[0]:
                scores.failures[kind] = failures
        figures[ALL_SIX] = mean([figures[kind] for kind in SIX])
    return scores


def _score(bench: Bench, engine: Engine, asked: list[KnownItem]) -> tuple[float, list[str]]:
    found = [engine.search(query.typed) for query in asked]
    values = [reciprocal_rank(ids, query.wanted) for ids, query in zip(found, asked, strict=True)]
    worst = sorted(range(len(asked)), key=lambda number: values[number])[:WORST]
    return mean(values), [
        f"{values[number]:.2f} «{asked[number].typed}» for «{asked[number].meant}», {asked[number].wanted}: "
        f"{bench.by_id[asked[number].wanted].headline[:60]}"
        for number in worst
        if values[number] < 1
    ]
