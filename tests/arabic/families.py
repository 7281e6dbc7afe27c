"""Read families of inflected words and score a stemmer on them, pair by pair."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

FAMILIES = [
    "word_families.txt",
    "word_families_unseen.txt",
    "word_families_second.txt",
    "word_families_third.txt",
]


class Families(NamedTuple):
    forms: dict[str, list[str]]
    kin: dict[str, set[str]]


class Score(NamedTuple):
    precision: float
    recall: float
    parted: list[tuple[str, str]]
    confused: list[tuple[str, str]]


def read_families(name: str) -> Families:
    """Read «name: forms», «name~kin: forms» and, after «!», words that are each a family of their own."""
    forms: dict[str, list[str]] = {}
    kin: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        for heads, words in _families_of_line(line):
            family, _, relative = heads.partition("~")
            forms[family] = [word.removeprefix("*") for word in words.split()]
            kin[family].add(relative or family)
            kin[relative or family].add(family)
    return Families(forms, kin)


def _families_of_line(line: str) -> Iterator[tuple[str, str]]:
    if line.startswith("!"):
        yield from ((word, word) for word in line[1:].split())
    elif not line.startswith("#"):
        heads, _, words = line.partition(": ")
        yield heads, words


def score(families: Families, stem: Callable[[str], str]) -> Score:
    """Compare every two forms: those of one family should meet, those of two that are no kin should not."""
    forms, kin = families
    stems = {word: stem(word) for words in forms.values() for word in words}
    pairs = [pair for words in forms.values() for pair in combinations(words, 2)]
    parted = [pair for pair in pairs if stems[pair[0]] != stems[pair[1]]]
    members = [(family, word) for family, words in forms.items() for word in words]
    confused = [
        (one, other)
        for (family, one), (second, other) in combinations(members, 2)
        if family != second and stems[one] == stems[other] and not _are_kin(family, second, kin)
    ]
    joined = len(pairs) - len(parted)
    return Score(joined / (joined + len(confused)), joined / len(pairs), parted, confused)


def _are_kin(one: str, other: str, kin: dict[str, set[str]]) -> bool:
    return other in kin[one] or bool(kin[one] & kin[other])
