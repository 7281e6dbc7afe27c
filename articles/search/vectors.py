"""Walk the words of a text once, for its tsvector and for the sketch of its copies (DESIGN 2.7).

The words of the news are few, so what each gives is kept: the usual ones come first and stay.
"""

from collections.abc import Iterable
from hashlib import blake2b

from newsroom.arabic import iter_analyses

MAX_POSITION = 16383
MAX_LEXEME_BYTES = 2000
_MOST_KEPT = 200_000
_LONGEST_KEPT = 20
_PUNCTUATION = ".,،؛:؟!?\"'«»“”()[]…-–—*/"

_PLACES = [f",{place}" for place in range(MAX_POSITION)]

# Exact form or "", stem or "", number of the stem: two strings and a number rather than an object of
# ours, since a process keeps as many as it can.
Term = tuple[str, str, int]
_TERMS: dict[str, Term] = {}
_STEMS: dict[str, tuple[str, int]] = {}


def _terms_of(piece: str) -> list[Term]:
    """Return the terms of a piece of text between two spaces: «بغداد،» → one, «مايو/أيار» → two."""
    word = piece.strip(_PUNCTUATION)
    if known := _TERMS.get(word):
        return [known]
    terms = [_make_term(word, *analysis) for analysis in iter_analyses(piece)]
    if len(terms) == 1 and len(word) <= _LONGEST_KEPT and len(_TERMS) < _MOST_KEPT:
        _TERMS[word] = terms[0]
    return terms


def _make_term(word: str, exact: str, lexeme: str, is_stop: bool) -> Term:
    """Stop words keep only their exact form, so that a query of nothing else still answers."""
    exact = word if exact == word else exact
    stem, number = ("", 0) if is_stop else _STEMS.get(lexeme) or _make_stem(lexeme)
    return exact if len(exact.encode()) < MAX_LEXEME_BYTES - 1 else "", stem, number


def _make_stem(lexeme: str) -> tuple[str, int]:
    if len(lexeme.encode()) >= MAX_LEXEME_BYTES:
        return "", 0
    made = lexeme, int.from_bytes(blake2b(lexeme.encode(), digest_size=8).digest())
    if len(_STEMS) < _MOST_KEPT:
        _STEMS[lexeme] = made
    return made


def quote_lexeme(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def make_vector(parts: Iterable[tuple[str, str]]) -> tuple[str, list[int]]:
    """Return the tsvector text of `parts`, pairs of text and weight, and the numbers of the last one's stems.

    Each word gives its stem and its exact form behind «=», so that an exact match can rank first:
    [("الجسر", "A")] → "'=الجسر':1A 'جسر':1A". Lexemes hold letters, digits and marks only: no quotes.
    """
    exacts: dict[str, str] = {}
    stems: dict[str, str] = {}
    position, terms = 0, []
    for text, weight in parts:
        terms = _walk(text)
        for (exact, stem, _number), place in zip(terms, _places(position, len(terms), weight), strict=True):
            if exact:
                exacts[exact] = exacts.get(exact, "") + place
            if stem:
                stems[stem] = stems.get(stem, "") + place
        position += len(terms) + 2
    lexemes = [f"'={exact}':{places[1:]}" for exact, places in exacts.items()]
    lexemes += [f"'{stem}':{places[1:]}" for stem, places in stems.items()]
    return " ".join(lexemes), [number for _exact, stem, number in terms if stem]


def _places(before: int, count: int, weight: str) -> list[str]:
    """Return ",1A", ",2A" … for `count` words that stand behind `before` others."""
    if weight or before + count >= MAX_POSITION:
        return [f",{min(place, MAX_POSITION)}{weight}" for place in range(before + 1, before + count + 1)]
    return _PLACES[before + 1 : before + count + 1]


def _walk(text: str) -> list[Term]:
    terms: list[Term] = []
    for piece in text.split():
        if term := _TERMS.get(piece):
            terms.append(term)
        else:
            terms += _terms_of(piece)
    return terms
