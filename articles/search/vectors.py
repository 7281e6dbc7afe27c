"""Walk the words of a text once, for its tsvector and for the sketch of its copies (DESIGN 2.7).

The words of the news are few, so what each gives is kept, as strings that are joined without looking at them.
"""

from collections.abc import Iterable
from itertools import chain

from articles.similarity.numbers import make_number
from newsroom.arabic import Analyser, analyser

HEADLINE = "A"
# What the lexemes begin with that tell of a headline alone.
MARK = "=^"
MAX_POSITION = 16383
_MOST_KEPT = 100_000
_LONGEST_KEPT = 20
# None of them is ever within a word: with spaces in their place more pieces are words that are known.
_USUAL_MARKS = '،.":()-/«»؛؟“”'

_PLACES = [f"{place} " for place in range(MAX_POSITION)]


class _Kept:
    """Keep what a piece of text between two spaces that is one word gives, by one analyser.

    It gives a vector «الجسر» → «'جسر':»; each stem has a number, and stop words have none. Where there are
    too many, those of lately are kept beside new ones: to learn a word takes as long as to find a hundred.
    """

    __slots__ = ("analyser", "lately", "lexemes", "numbers")

    def __init__(self, analyser: Analyser) -> None:
        self.analyser = analyser
        self.lexemes: dict[str, str] = {}
        self.lately: dict[str, str] = {}
        self.numbers: dict[str, int] = {}

    def walk(self, text: str) -> list[str]:
        """Return the lexeme of each word: «وصل إلى الجسر» → «'وصل':», «'=الي':», «'جسر':»."""
        pieces = _pieces(text)
        found = list(map(self.lexemes.get, pieces))
        if None not in found:
            return found  # type: ignore[return-value]  # — none of them is None
        told = zip(pieces, found, strict=True)
        return [each for piece, one in told for each in ((one,) if one else self._read(piece))]

    def _read(self, piece: str) -> list[str]:
        """Read a piece of text: «بغداد» is one word, «covid19بغداد» two, «…» none."""
        known = self.lately.get(piece)
        made = [known] if known else [self._lexeme(*each) for each in self.analyser.iter_analyses(piece)]
        if len(made) == 1 and len(piece) <= _LONGEST_KEPT:
            self.lexemes[piece] = made[0]
        return made

    def _lexeme(self, exact: str, stem: str, is_stop: bool) -> str:
        """Stop words keep only their exact form, so that a query of nothing else still answers."""
        if is_stop:
            return f"{quote_lexeme(f'={exact}')}:"
        lexeme = f"{quote_lexeme(stem)}:"
        if lexeme not in self.numbers:
            self.numbers[lexeme] = make_number(stem)
        return lexeme

    def make_room(self) -> None:
        if len(self.lexemes) > _MOST_KEPT:
            self.lately, self.lexemes = self.lexemes, {}
        if len(self.numbers) > 2 * _MOST_KEPT:
            self.lately, self.lexemes, self.numbers = {}, {}, {}

    def marks(self, lexemes: list[str]) -> list[str]:
        """Return the marks of a headline, without places: «'جسر':» → «'=^جسر' »."""
        stems = [lexeme for lexeme in dict.fromkeys(lexemes) if lexeme in self.numbers]
        return [f"'{MARK}{lexeme[1:-1]} " for lexeme in stems]


_KEPT: list[_Kept] = []


def _kept() -> _Kept:
    """Return what is kept; begin anew with another analyser."""
    in_use = analyser()
    if not _KEPT or _KEPT[0].analyser is not in_use:
        _KEPT[:] = [_Kept(in_use)]
    _KEPT[0].make_room()
    return _KEPT[0]


def headline_mark(lexeme: str) -> str:
    """Name the lexeme of a headline that holds `lexeme`: one of its own, so that the index alone finds it."""
    return f"{MARK}{lexeme}"


def make_vector(parts: Iterable[tuple[str, str]]) -> tuple[str, list[list[int]]]:
    """Return the tsvector text of `parts`, pairs of text and weight, and the numbers of each one's stems.

    Each word gives its stem, or its exact form behind «=» where it is a stop word; those of the headline give
    their mark too, so that headlines are found whatever their age: [("الجسر", "A")] → "'جسر':1A '=^جسر' ".
    A lexeme comes as often as its word: PostgreSQL gathers the places of each itself, and faster.
    """
    kept = _kept()
    written: list[str] = []
    numbers: list[list[int]] = []
    position = 1
    for text, weight in parts:
        lexemes = kept.walk(text)
        places = _places(position, len(lexemes), weight)
        written += chain.from_iterable(zip(lexemes, places, strict=True))
        if weight == HEADLINE:
            written += kept.marks(lexemes)
        position += len(lexemes) + 2
        numbers.append(list(filter(None, map(kept.numbers.get, lexemes))))
    return "".join(written), numbers


def _pieces(text: str) -> list[str]:
    for mark in _USUAL_MARKS:
        text = text.replace(mark, " ")
    return text.split()


def _places(first: int, count: int, weight: str) -> list[str]:
    """Return "1A ", "2A " … for `count` words, the first of them at `first`."""
    if weight or first + count > MAX_POSITION:
        return [f"{min(place, MAX_POSITION)}{weight} " for place in range(first, first + count)]
    return _PLACES[first : first + count]


def quote_lexeme(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
