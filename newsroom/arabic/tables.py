"""Hold the reviewed tables (broken plurals, protected words, verbs, spellings) and what is added to them."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from newsroom.arabic.lexicon import frequencies, read_lines
from newsroom.arabic.normalize import fold, fold_word
from newsroom.arabic.verbs import inflect

_MINIMUM = 3


class Lemma(NamedTuple):
    """Say which stem a form has; one spelled with another hamza, or with ه for ة, is another word."""

    stem: str
    hamza: str = ""
    is_only_with_hamza: bool = False
    is_feminine: bool = False

    def fits(self, letter: str) -> bool:
        """Tell whether a word that is spelled with this first letter is this form."""
        if letter in _HAMZAS and self.hamza:
            return letter == self.hamza
        return not self.is_only_with_hamza


_HAMZAS = frozenset("أإآ")


class Entry(NamedTuple):
    """A line that is added to a table: a singular and its plurals, or a spelling and its variants."""

    head: str
    forms: tuple[str, ...]
    is_spelling: bool = False


class Tables(NamedTuple):
    lemmas: dict[str, Lemma]
    synonyms: dict[str, str]


def read_table(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the head and the forms of each line «head: form form»."""
    for line in lines:
        head, _, forms = line.partition(":")
        yield head, forms.split()


def _lemmas_of(head: str, forms: list[str]) -> Iterator[tuple[str, Lemma]]:
    stem = stem_head(fold_word(head))
    for form in (head.removeprefix("="), *forms):
        word = form.removeprefix("!")
        hamza = word[0] if word[0] in _HAMZAS else ""
        yield fold_word(word), Lemma(stem, hamza, form != word, word.endswith("ة"))


def stem_head(head: str) -> str:
    """Take the last ة or ي off a singular; one marked by «=» stays whole."""
    if head.startswith("="):
        return head[1:]
    return head[:-1] if head.endswith(("ه", "ي")) and len(head) > _MINIMUM else head


def _verb_forms() -> Iterator[tuple[str, Lemma]]:
    """Yield the forms of each verb that are not as often nouns: «تقدم» is the noun too."""
    known = frequencies()
    for perfect, imperfects in read_table(read_lines("verbs.txt")):
        lemma = Lemma(fold_word(perfect))
        for form in map(fold_word, inflect(perfect, imperfects[0])):
            if known.get(f"ال{form}", 0) * 10 <= known.get(form, 0):
                yield form, lemma


@cache
def base_tables() -> Tables:
    """Load the tables of the package."""
    lemmas = dict(_verb_forms())
    for name in ("lemmas.txt", "plurals.txt"):
        for head, forms in read_table(read_lines(name)):
            lemmas.update(_lemmas_of(head, forms))
    spellings = read_table(read_lines("synonyms.txt"))
    synonyms = {fold_word(form): fold_word(head) for head, forms in spellings for form in (head, *forms)}
    return Tables(lemmas, synonyms)


def with_entries(tables: Tables, entries: Iterable[Entry]) -> Tables:
    """Return the tables with entries added, which win over what is there; heads of spellings are followed."""
    lemmas, synonyms = dict(tables.lemmas), dict(tables.synonyms)
    for entry in entries:
        if entry.is_spelling:
            head = synonyms.get(fold(entry.head), fold(entry.head))
            synonyms.update((fold(form), head) for form in (entry.head, *entry.forms))
        else:
            lemmas.update(_lemmas_of(entry.head, list(entry.forms)))
    return Tables(lemmas, synonyms)
