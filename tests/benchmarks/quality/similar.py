"""Similar articles: the keywords, hidden from every engine, say how much two articles are about the same.

The gain of a suggestion is the weight of the keywords that both have among those that either has, a keyword
weighing the more the fewer articles carry it: sharing «غزة» alone says little, sharing five of six much. The
best order there could be is 1. Near-copies of the article count for no engine.
"""

from collections import Counter
from collections.abc import Callable
from math import log, log2

import bm25s
import numpy as np

from newsroom.arabic import fold
from tests.benchmarks.quality.bench import Bench, Scores
from tests.benchmarks.quality.copies import TermWeights, analysed
from tests.benchmarks.quality.corpus import Item
from tests.benchmarks.quality.measures import TOP, mean
from tests.benchmarks.quality.site import NAMESPACE

COLUMN, STRICT = "similar", "similar (3 keywords)"
WORST = 10
Suggest = Callable[[Item], list[str]]


class Keywords:
    """What the keywords say of any two articles."""

    def __init__(self, items: list[Item]) -> None:
        self.of = {item.id: frozenset(map(fold, item.keywords)) for item in items if item.keywords}
        counts = Counter(key for keys in self.of.values() for key in keys)
        self.weights = {key: log(len(self.of) / count) for key, count in counts.items()}

    def gains(self, item: Item) -> dict[str, float]:
        mine = self.of[item.id]
        return {
            other: self._weight(mine & its) / (self._weight(mine | its) or 1.0)
            for other, its in self.of.items()
            if other != item.id and mine & its
        }

    def shared(self, item: Item, least: int) -> dict[str, float]:
        mine = self.of[item.id]
        return {other: 1.0 for other, its in self.of.items() if other != item.id and len(mine & its) >= least}

    def _weight(self, keys: frozenset[str]) -> float:
        return sum(self.weights[key] for key in keys)


def graded_ndcg(found: list[str], gains: dict[str, float]) -> float | None:
    """Return the gain of the first ten against the best ten there are; None where nothing is relevant."""
    best = sorted(gains.values(), reverse=True)[:TOP]
    whole = sum(gain / log2(place + 2) for place, gain in enumerate(best))
    told = sum(gains.get(one, 0.0) / log2(place + 2) for place, one in enumerate(found[:TOP]))
    return told / whole if whole else None


def suggest_ours(bench: Bench) -> Suggest:
    from articles.models import Article
    from articles.similarity.related import shown_links

    def suggest(item: Item) -> list[str]:
        links = shown_links(Article.objects.get(pk=bench.pks[item.id])).similar
        return [link.article.external_id.removeprefix(f"{NAMESPACE}:") for link in links if link.article]

    return suggest


def suggest_by_bm25(bench: Bench) -> Suggest:
    """Lucene's MoreLikeThis: the 25 terms that tell most, together, under BM25."""
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([analysed(item) for item in bench.items], show_progress=False)
    ids, weights = np.array([item.id for item in bench.items]), TermWeights(bench.items)

    def suggest(item: Item) -> list[str]:
        terms = [term for term in weights.most_telling(item) if term in index.vocab_dict]
        found, _scores = index.retrieve([terms], corpus=ids, k=4 * TOP, show_progress=False)
        return [str(one) for one in found[0] if one != item.id]

    return suggest


def measure(bench: Bench) -> Scores:
    scores, keywords = Scores(), Keywords(bench.items)
    with_keywords = [item for item in bench.items if item.id in keywords.of]
    asked = bench.chance("similar").sample(with_keywords, min(bench.queries, len(with_keywords)))
    copies = copies_by_id(bench)
    engines = {"newsroom": suggest_ours(bench), "BM25 (MoreLikeThis)": suggest_by_bm25(bench)}
    for name, suggest in engines.items():
        values: dict[str, dict[str, float]] = {COLUMN: {}, STRICT: {}}
        for item in asked:
            out = copies.get(item.id, set())
            found = [one for one in suggest(item) if one not in out]
            for column, gains in ((COLUMN, keywords.gains(item)), (STRICT, keywords.shared(item, 3))):
                value = graded_ndcg(found, {one: gain for one, gain in gains.items() if one not in out})
                if value is not None:
                    values[column][item.id] = value
        for column, told in values.items():
            scores.table[name][column] = mean(list(told.values()))
        if name == "newsroom":
            worst = sorted(values[COLUMN].items(), key=lambda pair: pair[1])[:WORST]
            scores.failures[COLUMN] = [f"{value:.2f} {bench.by_id[one].headline}" for one, value in worst]
    return scores


def copies_by_id(bench: Bench) -> dict[str, set[str]]:
    """Name the near-copies of each article, as we found them: they are no suggestions of any engine."""
    from articles.models import CopyMember

    groups: dict[int, set[str]] = {}
    for external, group in CopyMember.objects.values_list("article__external_id", "group"):
        groups.setdefault(group, set()).add(external.removeprefix(f"{NAMESPACE}:"))
    return {one: group - {one} for group in groups.values() for one in group}
