"""Topic queries: a keyword is the query, hidden from every engine; its articles are relevant."""

from collections import defaultdict

from newsroom.arabic import fold
from tests.benchmarks.quality.bench import Bench, Scores
from tests.benchmarks.quality.measures import mean, ndcg

COLUMN = "topic"
# A keyword of one article is a known item; one of very many is a section.
FEWEST, MOST = 3, 150
WORST = 10


def make_topics(bench: Bench) -> dict[str, set[str]]:
    """Return keywords and the ids that carry them."""
    carriers: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for item in bench.items:
        for keyword in item.keywords:
            key = fold(keyword)
            carriers[names.setdefault(key, keyword)].add(item.id)
    fit = sorted(name for name, ids in carriers.items() if FEWEST <= len(ids) <= MOST)
    chosen = bench.chance("topics").sample(fit, min(bench.queries, len(fit)))
    return {name: carriers[name] for name in chosen}


def measure(bench: Bench) -> Scores:
    scores, topics = Scores(), make_topics(bench)
    for engine in bench.engines:
        values = {name: ndcg(engine.search(name), relevant) for name, relevant in topics.items()}
        scores.table[engine.name][COLUMN] = mean(list(values.values()))
        if engine is bench.engines[0]:
            worst = sorted(values, key=lambda name: values[name])[:WORST]
            scores.failures[COLUMN] = [f"{values[name]:.2f} {name} ({len(topics[name])})" for name in worst]
    return scores
