"""Add up the frozen frequencies by stem; run it after every change of a rule or a table, as a test tells.

python -m newsroom.arabic.build_stems
"""

from collections import Counter
from pathlib import Path

from newsroom.arabic.build_lexicon import compress
from newsroom.arabic.lexicon import STEMS, frequencies
from newsroom.arabic.stem import stem


def count_stems() -> Counter[str]:
    """Stem each word of the lexicon: half a second, which no process that serves should spend."""
    counts: Counter[str] = Counter()
    for word, count in frequencies().items():
        counts[stem(word)] += count
    return counts


def main() -> None:
    """Write the file."""
    Path(__file__).with_name("data").joinpath(STEMS).write_bytes(compress(count_stems()))


if __name__ == "__main__":
    main()
