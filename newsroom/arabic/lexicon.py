"""Hold the frozen frequencies of news words that decide where a clitic ends.

Rebuild with: python -m newsroom.arabic.lexicon ARTICLES.jsonl.gz, then raise ANALYSER_VERSION.
"""

import gzip
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from newsroom.arabic.normalize import fold
from newsroom.arabic.tokens import iter_words

MINIMUM_COUNT = 5
_FILE = "lexicon.txt.gz"


@cache
def frequencies() -> dict[str, int]:
    """Load the frequency of each folded word."""
    packed = (resources.files(__package__) / "data" / _FILE).read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return {word: int(count) for word, count in (line.split(" ") for line in lines)}


def read_lines(name: str) -> Iterator[str]:
    """Yield the lines of a data file without comments and empty lines."""
    text = (resources.files(__package__) / "data" / name).read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return (line for line in lines if line)


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
    Path(__file__).with_name("data").joinpath(_FILE).write_bytes(packed)


if __name__ == "__main__":
    main(sys.argv[1:])
