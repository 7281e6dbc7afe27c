"""Walk the words of a text once, for its tsvector and for the sketch of its copies (DESIGN 2.7).

The words of the news are few, so what each gives is kept, as strings that are joined without looking at them.
"""

from collections.abc import Callable, Iterable
from itertools import chain

from articles.similarity.numbers import forget, stem_number
from newsroom.arabic import iter_analyses

Make = Callable[[str, str, bool], str]
MAX_POSITION = 16383
_MOST_KEPT = 120_000
_LONGEST_KEPT = 20
# None of them is ever within a word: with spaces in their place more pieces are words that are known.
_USUAL_MARKS = '،.":()-/«»؛؟“”'

_PLACES = [f"{place} " for place in range(MAX_POSITION)]

# What a piece of text between two spaces that is one word gives a vector, «الجسر» → «'جسر':», what it gives a
# part that weighs more beside that, «'=الجسر':», and the number of each stem; stop words have none.
_LEXEMES: dict[str, str] = {}
_EXACT_FORMS: dict[str, str] = {}
_NUMBERS: dict[str, int] = {}


def make_vector(parts: Iterable[tuple[str, str]]) -> tuple[str, list[list[int]]]:
    """Return the tsvector text of `parts`, pairs of text and weight, and the numbers of each one's stems.

    Each word gives its stem; those of weighted parts, and stop words, which have none, their exact form
    behind «=» too, so that an exact headline ranks first: [("الجسر", "A")] → "'جسر':1A '=الجسر':1A ".
    A lexeme comes as often as its word: PostgreSQL gathers the places of each itself, and faster.
    """
    _forget_too_many()
    written: list[str] = []
    numbers: list[list[int]] = []
    position = 1
    for text, weight in parts:
        pieces = _pieces(text)
        lexemes = _walk(pieces, _LEXEMES, _lexeme)
        places = _places(position, len(lexemes), weight)
        written += chain.from_iterable(zip(lexemes, places, strict=True))
        if weight:
            exact_forms = _walk(pieces, _EXACT_FORMS, _exact_form)
            written += chain.from_iterable(zip(exact_forms, places, strict=True))
        position += len(lexemes) + 2
        numbers.append(list(filter(None, map(_NUMBERS.get, lexemes))))
    return "".join(written), numbers


def _forget_too_many() -> None:
    """Begin anew rather than keep the first: the usual words are back within some hundred articles."""
    if len(_LEXEMES) > _MOST_KEPT:
        for kept in (_LEXEMES, _EXACT_FORMS, _NUMBERS):
            kept.clear()
        forget()


def _pieces(text: str) -> list[str]:
    for mark in _USUAL_MARKS:
        text = text.replace(mark, " ")
    return text.split()


def _places(first: int, count: int, weight: str) -> list[str]:
    """Return "1A ", "2A " … for `count` words, the first of them at `first`."""
    if weight or first + count > MAX_POSITION:
        return [f"{min(place, MAX_POSITION)}{weight} " for place in range(first, first + count)]
    return _PLACES[first : first + count]


def _walk(pieces: list[str], kept: dict[str, str], make: Make) -> list[str]:
    """Return what `make` gives for each word: «وصل», «إلى», «الجسر» → «'وصل':», «'=الي':», «'جسر':»."""
    found = list(map(kept.get, pieces))
    if None not in found:
        return found  # type: ignore[return-value]  # — none of them is None
    told = zip(pieces, found, strict=True)
    return [each for piece, one in told for each in ((one,) if one else _read(piece, kept, make))]


def _read(piece: str, kept: dict[str, str], make: Make) -> list[str]:
    """Read a piece of text: «بغداد» is one word, «covid19بغداد» two, «…» none."""
    made = [make(*analysis) for analysis in iter_analyses(piece)]
    if len(made) == 1 and len(piece) <= _LONGEST_KEPT:
        kept[piece] = made[0]
    return made


def _lexeme(exact: str, stem: str, is_stop: bool) -> str:
    """Stop words keep only their exact form, so that a query of nothing else still answers."""
    if is_stop:
        return _exact_form(exact, stem, is_stop)
    lexeme = f"{quote_lexeme(stem)}:"
    if lexeme not in _NUMBERS:
        _NUMBERS[lexeme] = stem_number(stem)
    return lexeme


def _exact_form(exact: str, _stem: str, _is_stop: bool) -> str:
    return f"{quote_lexeme(f'={exact}')}:"


def quote_lexeme(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
