"""Write an archive of any size as JSON lines, by varying the articles of a smaller one.

    python -m tests.benchmarks.variants ARCHIVE.jsonl[.gz] ROWS > big.jsonl

Each turn through the archive gives every article another identity, another headline and another date, mixes
its sentences with those of another article and changes one word in four for one from elsewhere, so that
texts, words and signatures vary and no article is a copy of another.
"""

import gzip
import json
import random
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any, TextIO

CHANGED = 4
FIRST_DAY = date(2000, 1, 1)
DAYS = 9000


def read_lines(path: str) -> list[str]:
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        return list(file)


def iter_variants(lines: list[str], *, seed: int = 7) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)
    words = [word for line in lines[:2000] for word in json.loads(line)["body"].split()]
    for turn in count():
        for line in lines:
            other = json.loads(chance.choice(lines))["body"] if turn else ""
            yield vary(json.loads(line), other, turn, words, chance)


def vary(
    article: dict[str, Any], other: str, turn: int, words: list[str], chance: random.Random
) -> dict[str, Any]:
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    varied = {**article, "id": f"{article.get('id')}-{turn}", "url": None, "date": day.isoformat()}
    if turn:
        varied["title"] = f"{article['title'][:400]} {chance.choice(words)[:40]}"
        varied["body"] = _mix(article["body"], other, words, chance)
    return varied


def _mix(body: str, other: str, words: list[str], chance: random.Random) -> str:
    """Return half of the sentences of both texts in another order, one word in four another."""
    sentences = re.split(r"(?<=[.؟!])\s+", f"{body}\n{other}")
    chance.shuffle(sentences)
    told = " ".join(sentences[: max(1, len(sentences) // 2)]).split(" ")
    for place in chance.sample(range(len(told)), len(told) // CHANGED):
        told[place] = chance.choice(words)
    return " ".join(told)


def write_variants(path: str, rows: int, out: TextIO) -> None:
    for article in islice(iter_variants(read_lines(path)), rows):
        out.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_variants(str(Path(sys.argv[1])), int(sys.argv[2]), sys.stdout)
