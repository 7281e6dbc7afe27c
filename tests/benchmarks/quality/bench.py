"""What every measure is given and what it gives back."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from tests.benchmarks.quality.corpus import Item


class Engine(Protocol):
    """A search engine that was given every article: the ids it finds, best first, ten at most."""

    name: str

    def search(self, text: str) -> list[str]: ...


@dataclass
class Scores:
    """The figures by engine and column, and by column what failed worst, as lines to print."""

    table: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    failures: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: "Scores") -> None:
        for engine, figures in other.table.items():
            self.table[engine].update(figures)
        self.failures.update(other.failures)


@dataclass
class Bench:
    """The articles, also in a real database under `pks`; `engines` are ours and the peers, made once."""

    items: list[Item]
    pks: dict[str, int]
    queries: int
    make_engines: Callable[[list[Item]], list[Engine]]

    @cached_property
    def engines(self) -> list[Engine]:
        return self.make_engines(self.items)

    @cached_property
    def by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    def chance(self, name: str) -> random.Random:
        """Return a source of chance of its own for each purpose, the same in every run."""
        return random.Random(f"newsroom {name}")
