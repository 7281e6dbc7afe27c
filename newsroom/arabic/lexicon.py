"""Hold the frozen frequencies of news words that decide where a clitic ends."""

import gzip
from collections.abc import Iterator
from functools import cache
from importlib import resources

LEXICON = "lexicon.txt.gz"


@cache
def frequencies() -> dict[str, int]:
    """Load the frequency of each folded word."""
    packed = (resources.files(__package__) / "data" / LEXICON).read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return {word: int(count) for word, count in (line.split(" ") for line in lines)}


def read_lines(name: str) -> Iterator[str]:
    """Yield the lines of a data file without comments and empty lines."""
    text = (resources.files(__package__) / "data" / name).read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return (line for line in lines if line)
