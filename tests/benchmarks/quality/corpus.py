"""Read the articles to measure on."""

import gzip
import json
import os
import random
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from newsroom.arabic import fold
from newsroom.arabic.tokens import iter_words

SEED = 7


@dataclass
class Item:
    """An article as it came; `keywords` are for judging alone and never reach an engine."""

    id: str
    headline: str
    body: str
    keywords: list[str]
    data: dict[str, Any]

    @cached_property
    def words(self) -> list[str]:
        """The words of headline and body as spelled."""
        return [word for _start, _end, word in iter_words(f"{self.headline}\n{self.body}")]

    @cached_property
    def folded(self) -> list[str]:
        return [fold(word) for word in self.words]


def default_path() -> Path:
    return Path(os.environ["NEWSROOM_CORPUS"]) / "data" / "articles_dev.jsonl.gz"


def read_items(path: Path, most: int | None) -> list[Item]:
    """Read the articles, mixed alike in every run, `most` of them where that is given."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        lines = file.readlines()
    random.Random(SEED).shuffle(lines)
    return [_item(json.loads(line), number) for number, line in enumerate(lines[:most])]


def _item(data: dict[str, Any], number: int) -> Item:
    return Item(
        id=str(data.get("id") or number),
        headline=data.get("title") or data.get("headline") or "",
        body=data.get("body") or data.get("text") or "",
        keywords=data.get("keywords") or data.get("tags") or [],
        data=data,
    )
