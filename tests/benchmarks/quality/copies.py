"""Near-copies: F1 on planted copies and what only looks like one; pairs of the corpus to judge by hand."""

from collections import defaultdict
from typing import Protocol

import numpy as np
from django.db import transaction

from newsroom.arabic import fold
from tests.benchmarks.quality import lucene
from tests.benchmarks.quality.bench import Bench, Scores
from tests.benchmarks.quality.copying import BOILERPLATE, Pair, make_pairs
from tests.benchmarks.quality.corpus import Item
from tests.benchmarks.quality.site import NAMESPACE, as_record

COLUMN = "copies F1"
SHOWN = 150


class Judge(Protocol):
    """Says of pairs whether they are copies."""

    name: str

    def judge(self, pairs: list[Pair]) -> list[bool]: ...


class Ours:
    """The groups that an import makes, taken back afterwards."""

    name = "newsroom"

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def judge(self, pairs: list[Pair]) -> list[bool]:
        from articles.models import CopyMember
        from tests.factories import write_articles

        with transaction.atomic():
            write_articles(as_record(_tail()))
            planted = [pair.planted for pair in pairs]
            for start in range(0, len(planted), 500):
                write_articles(*map(as_record, planted[start : start + 500]))
            rows = CopyMember.objects.values_list("article__external_id", "group")
            groups = {external.removeprefix(f"{NAMESPACE}:"): group for external, group in rows}
            transaction.set_rollback(True)
        return [_same(groups.get(pair.planted.id), groups.get(pair.origin.id)) for pair in pairs]


def _tail() -> Item:
    """The boilerplate stands in another article already, as it would in a newsroom."""
    data = {"id": "planted-tail", "title": "نص سابق", "body": BOILERPLATE, "date": "2015-01-01"}
    return Item("planted-tail", "نص سابق", BOILERPLATE, [], data)


def _same(one: int | None, other: int | None) -> bool:
    return one is not None and one == other


class MinHash:
    """Resemblance of word shingles of .7 and more, counted whole: what MinHash estimates."""

    name = "MinHash at .7"

    def judge(self, pairs: list[Pair]) -> list[bool]:
        return [_jaccard(_shingles(p.planted), _shingles(p.origin)) >= 0.7 for p in pairs]


class Trigrams:
    """Headlines whose trigrams resemble each other by .7, as pg_trgm has it."""

    name = "headline trigrams at .7"

    def judge(self, pairs: list[Pair]) -> list[bool]:
        return [_jaccard(_trigrams(p.planted.headline), _trigrams(p.origin.headline)) >= 0.7 for p in pairs]


class MoreLikeThis:
    """Half of the weight of the 25 terms that tell most, under BM25 with Lucene's Arabic rules."""

    name = "BM25 (MoreLikeThis)"

    def __init__(self, bench: Bench) -> None:
        self.terms = TermWeights(bench.items)

    def judge(self, pairs: list[Pair]) -> list[bool]:
        return [self.terms.share(pair.planted, pair.origin) >= 0.5 for pair in pairs]


class TermWeights:
    def __init__(self, items: list[Item]) -> None:
        df: dict[str, int] = defaultdict(int)
        for item in items:
            for term in set(analysed(item)):
                df[term] += 1
        self.idf = {term: float(np.log(1 + (len(items) - n + 0.5) / (n + 0.5))) for term, n in df.items()}

    def most_telling(self, item: Item, most: int = 25) -> list[str]:
        counts: dict[str, int] = defaultdict(int)
        for term in analysed(item):
            counts[term] += 1
        known = [term for term in counts if term in self.idf]
        return sorted(known, key=lambda term: -counts[term] * self.idf[term])[:most]

    def share(self, item: Item, other: Item) -> float:
        terms, held = self.most_telling(item), set(analysed(other))
        whole = sum(self.idf[term] for term in terms) or 1.0
        return sum(self.idf[term] for term in terms if term in held) / whole


def analysed(item: Item) -> list[str]:
    return lucene.analyse(f"{item.headline}\n{item.body}")


def _shingles(item: Item) -> set[tuple[str, ...]]:
    words = fold(item.body).split()
    return set(zip(words, words[1:], words[2:], strict=False))


def _trigrams(text: str) -> set[str]:
    words = (f"  {word} " for word in fold(text).split())
    return {word[place : place + 3] for word in words for place in range(len(word) - 2)}


def _jaccard(one: set, other: set) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def measure(bench: Bench) -> Scores:
    scores = Scores()
    pairs = make_pairs(bench.items, bench.queries, bench.chance("copies"))
    for judge in (Ours(bench), MinHash(), Trigrams(), MoreLikeThis(bench)):
        said = judge.judge(pairs)
        scores.table[judge.name][COLUMN] = f1(pairs, said)
        for kind, share in right_by_kind(pairs, said).items():
            scores.table[judge.name][kind] = share
        if judge.name == Ours.name:
            scores.failures["copies"] = wrong(pairs, said)
    scores.failures[f"pairs of the corpus, {SHOWN} at random, to judge by hand"] = open_pairs(bench)
    return scores


def f1(pairs: list[Pair], said: list[bool]) -> float:
    right = sum(pair.is_copy and one for pair, one in zip(pairs, said, strict=True))
    told, there = sum(said), sum(pair.is_copy for pair in pairs)
    return round(2 * right / (told + there), 4) if told + there else 0.0


def right_by_kind(pairs: list[Pair], said: list[bool]) -> dict[str, float]:
    """Return by kind the share of pairs that were judged rightly."""
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for pair, one in zip(pairs, said, strict=True):
        by_kind[pair.kind].append(pair.is_copy == one)
    return {kind: round(sum(right) / len(right), 4) for kind, right in by_kind.items()}


def wrong(pairs: list[Pair], said: list[bool]) -> list[str]:
    failed = [pair for pair, one in zip(pairs, said, strict=True) if pair.is_copy != one]
    return [f"{pair.kind}: {pair.origin.id} ({len(pair.origin.words)} words)" for pair in failed[:40]]


def open_pairs(bench: Bench) -> list[str]:
    """List pairs that an import of the corpus alone reported."""
    from articles.models import NearCopy

    rows = list(
        NearCopy.objects.filter(article__in=bench.pks.values(), other__in=bench.pks.values())
        .order_by("pk")
        .values_list("article__external_id", "other__external_id", "kind", "score")
    )
    chosen = bench.chance("open pairs").sample(rows, min(SHOWN, len(rows)))
    return [f"of {len(rows)}"] + ["\t".join(map(str, row)).replace(f"{NAMESPACE}:", "") for row in chosen]
