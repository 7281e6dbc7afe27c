"""Hold the words that carry no subject."""

from functools import cache

from newsroom.arabic.lexicon import read_lines
from newsroom.arabic.normalize import fold


@cache
def stop_words() -> frozenset[str]:
    """Load them as spelled, each also with و and ف unless marked by «=»."""
    found: set[str] = set()
    for line in read_lines("stopwords.txt"):
        for word in line.split():
            bare = word.removeprefix("=")
            found.update([bare] if word.startswith("=") else [bare, f"و{bare}", f"ف{bare}"])
    return frozenset(found)


@cache
def folded_stop_words() -> frozenset[str]:
    """Return them folded, where «على» can no longer be told from «علي»."""
    return frozenset(map(fold, stop_words()))
