"""Where each word of the articles stands, so that a query can be known to fit one article only."""

from collections import defaultdict

from newsroom.arabic import fold
from newsroom.arabic.stopwords import folded_stop_words
from tests.benchmarks.quality.corpus import Item

SHORTEST = 3


class Vocabulary:
    """The folded words of all articles: `count` in how many, `fits` which hold all of some."""

    def __init__(self, items: list[Item]) -> None:
        self.places: dict[str, list[int]] = defaultdict(list)
        for number, item in enumerate(items):
            for word in set(item.folded):
                self.places[word].append(number)

    def count(self, folded: str) -> int:
        return len(self.places.get(folded, ()))

    def fits(self, words: list[str]) -> set[int]:
        lists = sorted((self.places.get(fold(word), []) for word in words), key=len)
        found = set(lists[0])
        for others in lists[1:]:
            found &= set(others)
        return found

    def is_content(self, word: str) -> bool:
        """Tell whether a reader would search for the word."""
        folded = fold(word)
        return len(folded) >= SHORTEST and folded not in folded_stop_words() and " " not in folded
