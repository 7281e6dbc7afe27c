"""Time searches of each kind on the site at hand, whatever its size.

    python -m tests.benchmarks.search_speed [--queries 60] [--seed 7] [--json FILE]

A figure is processor time, ours and that of PostgreSQL's process together, so that other work on the machine
counts little; `wall` is what passed on the clock. Each query is asked once unmeasured, so that its pages are
in memory.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

from django.db import connection  # noqa: E402 — Django first
from django.test import Client  # noqa: E402 — Django first
from django.urls import reverse  # noqa: E402 — Django first

from articles.models import Article, SearchTerm, TermCount  # noqa: E402 — Django first
from newsroom.arabic import analyse  # noqa: E402 — Django first

SAMPLED = 400


@dataclass
class Sample:
    """Articles to draw queries from, and how many articles hold each lexeme."""

    chance: random.Random
    articles: list[Article]
    total: int
    counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def take(cls, seed: int) -> "Sample":
        chance = random.Random(seed)
        keys = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
        rows = Article.objects.only("headline", "body").order_by("pk")
        articles = list(rows.filter(pk__in=chance.sample(keys, min(SAMPLED, len(keys)))))
        total = TermCount.objects.get().articles
        counts = dict(SearchTerm.objects.exclude(lexeme__startswith="=").values_list("lexeme", "count"))
        return cls(chance, articles, total, counts)

    def words(self, article: Article) -> list[str]:
        return [t.surface for t in analyse(article.headline) if not t.is_stop]

    def share(self, word: str) -> float:
        tokens = analyse(word)
        return self.counts.get(tokens[0].lexeme, 0) / self.total if tokens else 0.0


def rare(sample: Sample) -> Iterator[str]:
    """One or two words that not one article in a thousand holds."""
    while True:
        words = [w for w in sample.words(sample.chance.choice(sample.articles)) if sample.share(w) < 0.001]
        if words:
            yield " ".join(words[: sample.chance.randint(1, 2)])


def common(sample: Sample) -> Iterator[str]:
    """One to three of the words that most articles hold."""
    usual = most_usual(sample, 25)
    while True:
        yield " ".join(sample.chance.sample(usual, sample.chance.randint(1, 3)))


def most_usual(sample: Sample, most: int) -> list[str]:
    by_count = sorted(sample.counts, key=lambda lexeme: -sample.counts[lexeme])
    return [lexeme for lexeme in by_count if len(lexeme) > 2][:most]


def mixed(sample: Sample) -> Iterator[str]:
    """Two to five words of one headline, and a usual word in every second one."""
    usual = most_usual(sample, 60)
    while True:
        words = sample.words(sample.chance.choice(sample.articles))
        if len(words) > 1:
            chosen = sample.chance.sample(words, min(len(words), sample.chance.randint(2, 5)))
            yield " ".join(chosen[:-1] + [sample.chance.choice((chosen[-1], sample.chance.choice(usual)))])


def phrases(sample: Sample) -> Iterator[str]:
    """Two or three words that stand together."""
    while True:
        words = sample.chance.choice(sample.articles).body.split()
        at = sample.chance.randrange(max(len(words) - 3, 1))
        yield f"«{' '.join(words[at : at + sample.chance.randint(2, 3)])}»"


def typos(sample: Sample) -> Iterator[str]:
    """Words of a headline, two letters of one of them swapped."""
    while True:
        words = sample.words(sample.chance.choice(sample.articles))[:4]
        fit = [place for place, word in enumerate(words) if len(word) > 4]
        if fit:
            place = sample.chance.choice(fit)
            word, at = words[place], sample.chance.randrange(1, len(words[place]) - 2)
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            yield " ".join(words)


def headlines(sample: Sample) -> Iterator[str]:
    while True:
        yield sample.chance.choice(sample.articles).headline


def completion(sample: Sample) -> Iterator[str]:
    """A headline as far as it is typed."""
    while True:
        headline = sample.chance.choice(sample.articles).headline
        yield headline[: sample.chance.randint(2, min(len(headline), 24))]


KINDS = {one.__name__: one for one in (rare, common, mixed, phrases, typos, headlines, completion)}


class Clock:
    """Processor time of this process and of its PostgreSQL process, in milliseconds."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.path = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def now(self) -> tuple[float, float, float]:
        return (
            time.process_time() * 1000,
            int(self.path.read_text().split()[0]) / 1e6,
            time.perf_counter() * 1000,
        )


def measure(ask: Callable[[str], object], texts: list[str], clock: Clock) -> list[tuple[str, list[float]]]:
    measured = []
    for text in texts:
        ask(text)
        start = clock.now()
        ask(text)
        measured.append((text, [after - before for before, after in zip(start, clock.now(), strict=True)]))
    return measured


def percentile(values: list[float], share: float) -> float:
    return round(sorted(values)[min(int(share * len(values)), len(values) - 1)], 1)


def summary(measured: list[tuple[str, list[float]]]) -> dict[str, object]:
    cpu = [python + database for _text, (python, database, _wall) in measured]
    return {
        "p50": percentile(cpu, 0.5),
        "p95": percentile(cpu, 0.95),
        "max": percentile(cpu, 1),
        "python": percentile([one[0] for _text, one in measured], 0.5),
        "database": percentile([one[1] for _text, one in measured], 0.5),
        "wall p95": percentile([one[2] for _text, one in measured], 0.95),
        "slowest": max(measured, key=lambda pair: pair[1][0] + pair[1][1])[0],
    }


def main() -> None:
    made = argparse.ArgumentParser(prog="python -m tests.benchmarks.search_speed")
    made.add_argument("--queries", type=int, default=60)
    made.add_argument("--seed", type=int, default=7)
    made.add_argument("--kind", choices=KINDS, action="append")
    made.add_argument("--json", type=Path)
    options = made.parse_args()
    sample, client, clock = Sample.take(options.seed), Client(), Clock()
    figures: dict[str, object] = {"articles": sample.total}
    for name in options.kind or KINDS:
        address = reverse("search-suggest" if name == "completion" else "search-json")
        sample.chance = random.Random(f"{options.seed} {name}")
        asked = KINDS[name](sample)
        texts = [next(asked) for _ in range(options.queries)]
        measured = measure(lambda text, at=address: client.get(at, {"q": text}), texts, clock)
        figures[name] = summary(measured)
        sys.stdout.write(f"{name:12}" + "  ".join(f"{k} {v}" for k, v in summary(measured).items()) + "\n")
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
