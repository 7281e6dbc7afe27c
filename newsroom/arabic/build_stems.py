"""Add up the frozen frequencies by stem and stem the usual words; run it after every change of a rule or a
table, as a test tells.

python -m newsroom.arabic.build_stems
"""

from collections import Counter
from pathlib import Path

from newsroom.arabic.build_lexicon import compress
from newsroom.arabic.lexicon import STEMS, WORDS, frequencies, usual_words
from newsroom.arabic.normalize import fold_word
from newsroom.arabic.stem import stem


def count_stems() -> Counter[str]:
    """Stem each word of the lexicon: half a second, which no process that serves should spend."""
    counts: Counter[str] = Counter()
    for word, count in frequencies().items():
        counts[stem(word)] += count
    return counts


def stem_words() -> dict[str, str]:
    """Stem each usual word, which takes two seconds: an import that looks it up has them for other work."""
    return {word: stem(fold_word(word), word) for word, _stem in usual_words()}


def main() -> None:
    """Write the files."""
    data = Path(__file__).with_name("data")
    data.joinpath(STEMS).write_bytes(compress(count_stems()))
    data.joinpath(WORDS).write_bytes(compress(stem_words()))


if __name__ == "__main__":
    main()
