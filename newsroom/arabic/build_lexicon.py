"""Count the words of news articles into the frozen lexicon; then raise ANALYSER_VERSION and build the stems.

python -m newsroom.arabic.build_lexicon ARTICLES.jsonl.gz
"""

import gzip
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from newsroom.arabic.lexicon import LEXICON, WORDS
from newsroom.arabic.normalize import fold, strip_marks
from newsroom.arabic.stopwords import stop_words
from newsroom.arabic.tokens import iter_words

MINIMUM_COUNT, MINIMUM_USUAL = 5, 2
# Papers that write «ه» for «ة» are some; where more than these shares of all agree it is the spelling.
_SURE, _MOST = 0.9, 0.5
_HAMZA_LAM = ("أل", "إل", "آل")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the Arabic words of many texts as they are spelled, without marks."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for _, _, word in iter_words(text))
    spelled: Counter[str] = Counter()
    for word, count in counts.items():
        spelled[strip_marks(word)] += count
    return spelled


def usual_spellings(spelled: Counter[str]) -> Counter[str]:
    """Join the spellings of a word; keep of them what decides between ة and ه, and between أل and ال."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, count in spelled.items():
        spellings[fold(word)][word] += count
    return Counter({_spell(word, found): found.total() for word, found in spellings.items()})


def _spell(word: str, found: Counter[str]) -> str:
    total = found.total()
    if word.endswith("ه"):
        share = sum(count for spelled, count in found.items() if spelled.endswith("ة")) / total
        word = f"{word[:-1]}ة" if share >= (_MOST if word.startswith("ال") else _SURE) else word
    if word.startswith("ال"):
        share = sum(count for spelled, count in found.items() if spelled.startswith(_HAMZA_LAM)) / total
        word = f"أ{word[1:]}" if share >= _MOST else word
    return word


def pack(counts: Counter[str]) -> bytes:
    """Compress the frequent words."""
    kept = (item for item in counts.items() if item[1] >= MINIMUM_COUNT and _is_word(item[0]))
    return compress(dict(kept))


def usual_words(spelled: Counter[str]) -> dict[str, str]:
    """Return the words met more than once as they are spelled, for `build_stems` to stem."""
    usual = (word for word, count in spelled.items() if count >= MINIMUM_USUAL and _is_word(word))
    return {word: "" for word in usual if word not in stop_words()}


def compress(told: Mapping[str, int | str]) -> bytes:
    """Compress words with what is told of them so that equal ones give equal bytes."""
    lines = "".join(f"{word} {each}\n" for word, each in sorted(told.items()))
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
    spelled = count_words(_read_texts(Path(arguments[0])))
    data = Path(__file__).with_name("data")
    data.joinpath(LEXICON).write_bytes(pack(usual_spellings(spelled)))
    data.joinpath(WORDS).write_bytes(compress(usual_words(spelled)))


if __name__ == "__main__":
    main(sys.argv[1:])
