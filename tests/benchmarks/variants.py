"""Write an archive of any size as JSON lines, by varying the articles of a smaller one.

    python -m tests.benchmarks.variants ARCHIVE.jsonl[.gz] ROWS [by-date] > big.jsonl

Each turn through the archive gives every article another identity, another headline and another date, mixes
its sentences with those of another article and changes one word in four for one from elsewhere, so that
texts, words and signatures vary and no article is a copy of another. Dates are at random among the rows, the
hardest for indexes; `by-date` has the oldest first, as most archives do.
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
_END = re.compile(r"(?<=[.؟!])\s+")
FIRST_DAY = date(2000, 1, 1)
DAYS = 9000


def read_lines(path: str) -> list[str]:
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        return list(file)


def iter_variants(lines: list[str], *, seed: int = 7) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)
    articles = [json.loads(line) for line in lines]
    words = [word for article in articles[:2000] for word in article["body"].split()]
    sentences = [_END.split(article["body"]) for article in articles]
    for turn in count():
        for article, mine in zip(articles, sentences, strict=True):
            told = _mix([*mine, *chance.choice(sentences)], words, chance) if turn else article["body"]
            yield _vary(article, told, turn, words, chance)


def _vary(
    article: dict[str, Any], body: str, turn: int, words: list[str], chance: random.Random
) -> dict[str, Any]:
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    title = f"{article['title'][:400]} {chance.choice(words)[:40]}" if turn else article["title"]
    identity = f"{article.get('id')}-{turn}"
    return {**article, "id": identity, "url": None, "date": day.isoformat(), "title": title, "body": body}


def _mix(sentences: list[str], words: list[str], chance: random.Random) -> str:
    """Return half of the sentences in another order, one word in four another."""
    told = " ".join(chance.sample(sentences, max(1, len(sentences) // 2))).split(" ")
    for _word in range(len(told) // CHANGED):
        told[int(chance.random() * len(told))] = words[int(chance.random() * len(words))]
    return " ".join(told)


def write_variants(path: str, rows: int, out: TextIO, *, is_by_date: bool = False) -> None:
    for number, article in enumerate(islice(iter_variants(read_lines(path)), rows)):
        if is_by_date:
            article["date"] = (FIRST_DAY + timedelta(days=DAYS * number // rows)).isoformat()
        out.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_variants(str(Path(sys.argv[1])), int(sys.argv[2]), sys.stdout, is_by_date="by-date" in sys.argv[3:])
