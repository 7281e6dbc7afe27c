"""Count the words of news articles into the frozen lexicon; raise ANALYSER_VERSION after it.

python -m newsroom.arabic.build_lexicon ARTICLES.jsonl.gz
"""

import gzip
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsroom.arabic.lexicon import LEXICON
from newsroom.arabic.normalize import fold
from newsroom.arabic.tokens import iter_words

MINIMUM_COUNT = 5


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the folded Arabic words of many texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(fold(word) for _, _, word in iter_words(text))
    return counts


def pack(counts: Counter[str]) -> bytes:
    """Compress the frequent words so that equal counts give equal bytes."""
    kept = sorted(item for item in counts.items() if item[1] >= MINIMUM_COUNT and _is_word(item[0]))
    lines = "".join(f"{word} {count}\n" for word, count in kept)
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as file:
        file.write(lines.encode())
    return packed.getvalue()


def _is_word(word: str) -> bool:
    return 2 <= len(word) <= 20 and all("ء" <= char <= "ي" for char in word)


def _read_texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield from (record.get("title") or "", record.get("body") or "")


def main(arguments: list[str]) -> None:
    """Count the words of a file of articles and write the lexicon."""
    packed = pack(count_words(_read_texts(Path(arguments[0]))))
    Path(__file__).with_name("data").joinpath(LEXICON).write_bytes(packed)


if __name__ == "__main__":
    main(sys.argv[1:])
