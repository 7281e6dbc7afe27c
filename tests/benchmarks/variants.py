"""Write an archive of any size as JSON lines, by varying the articles of a smaller one.

    python -m tests.benchmarks.variants ARCHIVE.jsonl[.gz] ROWS > big.jsonl

Each turn through the archive gives every article another identity, another headline and another date, and
changes one word in eight for one from elsewhere in the archive, so that texts, words and signatures vary.
"""

import gzip
import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any, TextIO

CHANGED = 8
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
            yield vary(json.loads(line), turn, words, chance)


def vary(article: dict[str, Any], turn: int, words: list[str], chance: random.Random) -> dict[str, Any]:
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    varied = {**article, "id": f"{article.get('id')}-{turn}", "url": None, "date": day.isoformat()}
    if turn:
        varied["title"] = f"{article['title'][:400]} {chance.choice(words)[:40]}"
        varied["body"] = _change(article["body"], words, chance)
    return varied


def _change(body: str, words: list[str], chance: random.Random) -> str:
    """Replace one word in eight and keep the paragraphs."""
    paragraphs = []
    for paragraph in body.split("\n"):
        told = paragraph.split(" ")
        for place in chance.sample(range(len(told)), len(told) // CHANGED):
            told[place] = chance.choice(words)
        paragraphs.append(" ".join(told))
    return "\n".join(paragraphs)


def write_variants(path: str, rows: int, out: TextIO) -> None:
    for article in islice(iter_variants(read_lines(path)), rows):
        out.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_variants(str(Path(sys.argv[1])), int(sys.argv[2]), sys.stdout)
