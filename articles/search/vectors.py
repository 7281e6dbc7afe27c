"""Walk the words of a text once, for its tsvector and for the sketch of its copies (DESIGN 2.7).

The words of the news are few, so what each gives is kept: the usual ones come first and stay.
"""

from collections.abc import Iterable
from hashlib import blake2b

from newsroom.arabic import iter_analyses

HEADLINE = "A"
MAX_POSITION = 16383
MAX_LEXEME_BYTES = 2000
_MOST_KEPT = 200_000
_LONGEST_KEPT = 20
# None of them is ever within a word: with spaces in their place more pieces are words that are known.
_USUAL_MARKS = '،.":()-/«»؛؟“”'

_PLACES = [f",{place}" for place in range(MAX_POSITION)]

# What the word gives a text (its stem, or its exact form where it is a stop word), what it gives a headline
# (a mark that the index finds it by), both quoted, and the number of the stem, 0 for a stop word:
# strings and a number rather than an object of ours, since a process keeps as many as it can.
Term = tuple[str, str, int]
_TERMS: dict[str, Term] = {}
_STEMS: dict[str, Term] = {}


def _terms_of(piece: str) -> list[Term]:
    """Return the terms of a piece of text between two spaces: «بغداد» → one, «covid19بغداد» → two."""
    terms = [_make_term(*analysis) for analysis in iter_analyses(piece)]
    if len(terms) == 1 and len(piece) <= _LONGEST_KEPT and len(_TERMS) < _MOST_KEPT:
        _TERMS[piece] = terms[0]
    return terms


def _make_term(exact: str, lexeme: str, is_stop: bool) -> Term:
    """Stop words keep only their exact form, so that a query of nothing else still answers."""
    stem, mark, number = ("", "", 0) if is_stop else _STEMS.get(lexeme) or _make_stem(lexeme)
    return stem or _quoted(f"={exact}"), mark, number


def headline_mark(lexeme: str) -> str:
    """Name the lexeme of a headline that holds `lexeme`: one of its own, so that the index alone finds it."""
    return f"=^{lexeme}"


def _make_stem(lexeme: str) -> Term:
    quoted = _quoted(lexeme)
    number = int.from_bytes(blake2b(lexeme.encode(), digest_size=7).digest()) + 1 if quoted else 0
    made = quoted, _quoted(headline_mark(lexeme)).removesuffix(":"), number
    if len(_STEMS) < _MOST_KEPT:
        _STEMS[lexeme] = made
    return made


def _quoted(lexeme: str) -> str:
    """Return a lexeme ready for its places, «'جسر':», or nothing where it is longer than PostgreSQL takes."""
    return f"{quote_lexeme(lexeme)}:" if len(lexeme.encode()) < MAX_LEXEME_BYTES else ""


def quote_lexeme(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def make_vector(parts: Iterable[tuple[str, str]]) -> tuple[str, list[int]]:
    """Return the tsvector text of `parts`, pairs of text and weight, and the numbers of the last one's stems.

    Each word gives its stem, or its exact form behind «=» where it is a stop word; those of the headline give
    their mark too, so that headlines are found whatever their age: [("الجسر", "A")] → "'جسر':1A '=^جسر'".
    """
    found: dict[str, str] = {}
    position, terms = 0, []
    for text, weight in parts:
        terms = _walk(text)
        places = _places(position, len(terms), weight)
        for (lexeme, _mark, _number), place in zip(terms, places, strict=True):
            found[lexeme] = found.get(lexeme, "") + place
        if weight == HEADLINE:
            found |= dict.fromkeys((mark for _lexeme, mark, _number in terms), " ")
        position += len(terms) + 2
    found.pop("", None)
    vector = " ".join([lexeme + places[1:] for lexeme, places in found.items()])
    return vector, [number for _lexeme, _mark, number in terms if number]


def _places(before: int, count: int, weight: str) -> list[str]:
    """Return ",1A", ",2A" … for `count` words that stand behind `before` others."""
    if weight or before + count >= MAX_POSITION:
        return [f",{min(place, MAX_POSITION)}{weight}" for place in range(before + 1, before + count + 1)]
    return _PLACES[before + 1 : before + count + 1]


def _walk(text: str) -> list[Term]:
    for mark in _USUAL_MARKS:
        text = text.replace(mark, " ")
    pieces = text.split()
    terms = list(map(_TERMS.get, pieces))
    if None not in terms:
        return terms  # type: ignore[return-value]  # — none of them is None
    told = zip(pieces, terms, strict=True)
    return [each for piece, term in told for each in ((term,) if term else _terms_of(piece))]
