"""Hold the frozen frequencies of news words that decide where a clitic ends."""

import gzip
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

LEXICON = "lexicon.txt.gz"
STEMS = "stems.txt.gz"
WORDS = "words.txt.gz"


class Lexicon(NamedTuple):
    """Say how often each folded word is met, and what folding forgets of its usual spelling."""

    counts: dict[str, int]
    with_teh_marbuta: frozenset[str]  # «سيارة», not «كتابه»
    with_hamza_lam: frozenset[str]  # «ألمانيا» has no article


@cache
def lexicon() -> Lexicon:
    """Load the lexicon, where two letters are not folded: a last ة, and أ before ل."""
    counts: dict[str, int] = {}
    with_teh_marbuta, with_hamza_lam = set(), set()
    for word, count in _read_counts(LEXICON):
        if word[-1] == "ة":
            word = f"{word[:-1]}ه"
            with_teh_marbuta.add(word)
        if word[0] == "أ":
            word = f"ا{word[1:]}"
            with_hamza_lam.add(word)
        counts[word] = count
    return Lexicon(counts, frozenset(with_teh_marbuta), frozenset(with_hamza_lam))


def frequencies() -> dict[str, int]:
    """Return the frequency of each folded word."""
    return lexicon().counts


@cache
def stem_counts() -> dict[str, int]:
    """Return the frequency of each stem: that of all words of the lexicon that have it."""
    return dict(_read_counts(STEMS))


def usual_words() -> Iterator[tuple[str, str]]:
    """Yield a hundred thousand words as spelled and their stems by the package's own tables."""
    for line in read_packed(WORDS):
        word, _space, stem = line.partition(" ")
        yield word, stem


def _read_counts(name: str) -> Iterator[tuple[str, int]]:
    for line in read_packed(name):
        word, count = line.split(" ")
        yield word, int(count)


def read_packed(name: str) -> list[str]:
    """Return the lines of a packed data file."""
    packed = (resources.files(__package__) / "data" / name).read_bytes()
    return gzip.decompress(packed).decode().splitlines()


def read_lines(name: str) -> Iterator[str]:
    """Yield the lines of a data file without comments and empty lines."""
    text = (resources.files(__package__) / "data" / name).read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return (line for line in lines if line)
