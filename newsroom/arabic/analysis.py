"""Turn a text into lexemes; the same function serves index, query, keys and similarity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from newsroom.arabic.characters import ARABIC_LETTER, FOLDED_LETTERS
from newsroom.arabic.normalize import fold, strip_marks
from newsroom.arabic.stem import has_article, stem
from newsroom.arabic.stopwords import stop_words
from newsroom.arabic.tokens import iter_words

# Raise it whenever a rule or a data file changes what any text gives; rows of older versions are re-indexed.
ANALYSER_VERSION = 2
LONGEST_LEXEME = 200
_LONGEST_CACHED = 40
# Most words are of these letters alone, which nothing but the folding of letters changes.
_PLAIN = re.compile(f"[\u0621-\u063a\u0641-\u064a]{{1,{_LONGEST_CACHED}}}")
_PLAIN_FOLDING = {ord(letter): folded for letter, folded in FOLDED_LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: offsets on the text as given, folded form, stem and its place among all words."""

    start: int
    end: int
    surface: str
    exact: str
    lexeme: str
    position: int
    is_stop: bool


def _analyse_word(surface: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the folded form, the stem and whether it is a stop word; «ﷺ» gives four words."""
    if _PLAIN.fullmatch(surface):
        folded = surface.translate(_PLAIN_FOLDING)
        return ((folded, _stem(folded, surface), surface in stop_words()),)
    # Tested before folding, or «علي» would be dropped with «على».
    spelled = strip_marks(surface)
    is_stop = spelled.lower() in stop_words()
    parts = (part[:LONGEST_LEXEME] for part in fold(surface).split())
    return tuple((part, _stem(part, spelled), is_stop) for part in parts)


def _stem(part: str, spelled: str) -> str:
    if not ARABIC_LETTER.match(part):
        return part
    # Some write «الدوره» for «الدورة», but what carries the article carries no pronoun.
    return stem(part, may_be_teh_marbuta=not spelled.endswith("ه") or has_article(part))


_analyse_cached = lru_cache(maxsize=50_000)(_analyse_word)


def _analyses(text: str) -> Iterator[tuple[int, int, str, tuple[str, str, bool]]]:
    for start, end, surface in iter_words(text):
        analyse_word = _analyse_cached if len(surface) <= _LONGEST_CACHED else _analyse_word
        for analysis in analyse_word(surface):
            yield start, end, surface, analysis


def iter_analyses(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the folded form, the stem and whether it is a stop word, of each word; the caller keeps them."""
    return (analysis for _, _, surface in iter_words(text) for analysis in _analyse_word(surface))


def analyse(text: str) -> list[Token]:
    """Return every word of a text, stop words too, so that phrases keep their distances."""
    return [
        Token(start, end, surface, exact, lexeme, position, is_stop)
        for position, (start, end, surface, (exact, lexeme, is_stop)) in enumerate(_analyses(text), 1)
    ]


def lexemes(text: str) -> list[str]:
    """Return the stems of a text in order, stop words dropped: «وصل الوزير إلى بغداد» → وصل، وزير، بغداد."""
    return [lexeme for _, _, _, (_, lexeme, is_stop) in _analyses(text) if not is_stop]


def query_lexemes(text: str) -> list[str]:
    """Return the stems of a query; one made of stop words alone gives their folded forms."""
    return lexemes(text) or [token.exact for token in analyse(text)]
