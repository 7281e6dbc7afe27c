"""Keep what the words of the news give, and read texts as numbers of them (DESIGN 2.7).

The words of the news are few. What a piece of text between two spaces gives is kept under a number, its id,
so that the texts of many articles become one array, and the rest of the work is done on arrays.
"""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from articles.similarity.numbers import make_number
from newsroom.arabic import Analyser, analyser
from newsroom.arabic.analysis import version_of
from newsroom.arabic.lexicon import usual_words

Ints: TypeAlias = NDArray[np.int64]
_MOST_KEPT = 70_000
_MOST_LEXEMES = 210_000
_LONGEST_KEPT = 20
# None of them is ever within a word: with spaces in their place more pieces are words that are known.
_USUAL_MARKS = '،.":()-/«»؛؟“”'


class Words:
    """Number lexemes by one analyser: `lexemes` are those of a tsvector, `numbers` those of their stems.

    Stop words keep only their exact form behind «=», so that a query of nothing else still answers, and have
    no number. Where there are too many pieces, those of lately are kept beside new ones: to learn a word
    takes as long as to find a hundred.
    """

    def __init__(self, analyser: Analyser) -> None:
        self.analyser = analyser
        self._forget()

    def _forget(self) -> None:
        # The id of a piece that is one word; what gives none or several has a code below 0.
        self.pieces: dict[str, int] = {}
        self.lately: dict[str, int] = {}
        self.usual: dict[str, int] = {}
        self.ids: dict[bytes, int] = {}
        self.lexemes: list[bytes] = []
        self.several: list[list[int]] = []
        self.numbers: NDArray[np.uint64] = np.zeros(1024, np.uint64)

    def read(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Return the ids of the words of all texts, one after the other, and how many words each has."""
        self._make_room()
        found: list[int] = []
        counts = []
        for text in texts:
            codes = self._codes(_pieces(text))
            found += codes
            counts.append(len(codes))
        return self._spread(np.array(found, np.int64), np.array(counts, np.int64))

    def _codes(self, pieces: list[str]) -> list[int]:
        found = list(map((self.usual or self.pieces).get, pieces))
        if None not in found:
            return found  # type: ignore[return-value]  # — none of them is None
        told = zip(pieces, found, strict=True)
        return [self._learn(piece) if code is None else code for piece, code in told]

    def _make_room(self) -> None:
        if len(self.ids) + len(self.several) > _MOST_LEXEMES:
            had_usual = bool(self.usual)
            self._forget()
            if had_usual:
                self.take_usual()
        elif len(self.pieces) > _MOST_KEPT:
            self.lately, self.pieces = self.pieces, {}

    def _spread(self, codes: Ints, counts: Ints) -> tuple[Ints, Ints]:
        """Put the words of a piece in its place: «covid19بغداد» is two, «…» none."""
        odd = [self.several[~code] for code in codes[codes < 0].tolist()]
        if not odd:
            return codes, counts
        widths = np.ones_like(codes)
        widths[codes < 0] = [len(ids) for ids in odd]
        texts: Ints = np.repeat(np.arange(counts.size), counts)
        spread: Ints = np.repeat(codes, widths)
        spread[spread < 0] = [each for ids in odd for each in ids]
        return spread, np.bincount(texts, widths, counts.size).astype(np.int64)

    def take_usual(self) -> None:
        """Take the usual words with their stems from the package, before a long work: half a second.

        They are stemmed by its own tables, so that nothing is taken where editors added words.
        """
        if not self.usual and self.analyser.version == version_of(revision=0):
            self.usual = {word: self._id_of(word, stem, False) for word, stem in usual_words()}

    def _learn(self, piece: str) -> int:
        """Read a piece that is no usual word, and keep it unless it is too long to come again."""
        code = self.pieces.get(piece)
        if code is not None:
            return code
        code = self.lately.get(piece)
        if code is None:
            ids = [self._id_of(*analysis) for analysis in self.analyser.iter_analyses(piece)]
            code = ids[0] if len(ids) == 1 else self._code_of(ids)
        if len(piece) <= _LONGEST_KEPT:
            self.pieces[piece] = code
        return code

    def _code_of(self, ids: list[int]) -> int:
        self.several.append(ids)
        return ~(len(self.several) - 1)

    def _id_of(self, exact: str, stem: str, is_stop: bool) -> int:
        lexeme = (f"={exact}" if is_stop else stem).encode()
        known = self.ids.get(lexeme)
        if known is None:
            known = self.ids[lexeme] = len(self.lexemes)
            self.lexemes.append(lexeme)
            self._keep_number(known, 0 if is_stop else make_number(stem))
        return known

    def _keep_number(self, place: int, number: int) -> None:
        if place == self.numbers.size:
            self.numbers = np.concatenate([self.numbers, np.zeros_like(self.numbers)])
        self.numbers[place] = number


_KEPT: list[Words] = []
# Held from the reading of texts until nothing asks any more what their ids mean: threads of a server save
# side by side, and to make room gives the ids to other lexemes.
READING = Lock()


def words() -> Words:
    """Return what is kept; begin anew with another analyser. Hold `READING` while it is used."""
    in_use = analyser()
    if not _KEPT or _KEPT[0].analyser is not in_use:
        _KEPT[:] = [Words(in_use)]
    return _KEPT[0]


def _pieces(text: str) -> list[str]:
    for mark in _USUAL_MARKS:
        text = text.replace(mark, " ")
    return text.split()


def take_usual() -> None:
    """Let this process, and those forked from it, know the usual words."""
    with READING:
        words().take_usual()


class Texts:
    """The words of many articles, one after the other; an article is a headline, a summary and a text.

    `ids` (n,) are those of `words`; `counts` (articles, 3) tells how many each part has.
    """

    def __init__(self, articles: Iterable[tuple[str, str, str]]) -> None:
        self.words = words()
        self.ids, counts = self.words.read([part for article in articles for part in article])
        self.counts = counts.reshape(-1, 3)
        self.numbers: NDArray[np.uint64] = self.words.numbers[self.ids]
        self.ends = np.cumsum(self.counts.sum(axis=1))

    @property
    def articles(self) -> Ints:
        """Tell of each word which article it is of."""
        return np.repeat(np.arange(len(self.counts)), self.counts.sum(axis=1))

    @property
    def parts(self) -> Ints:
        """Tell of each word which part it is of: 0 the headline, 1 the summary, 2 the text."""
        return np.repeat(np.tile(np.arange(3), len(self.counts)), self.counts.ravel())

    def stems(self) -> tuple[NDArray[np.uint64], Ints]:
        """Return the numbers of the stems, stop words left out, and where each part ends among them."""
        is_stem = self.numbers > 0
        counted = np.concatenate([[0], np.cumsum(is_stem)])
        return self.numbers[is_stem], counted[np.cumsum(self.counts)].reshape(-1, 3)

    def bounds(self, places: Ints) -> list[tuple[int, int]]:
        """Return where each article begins and ends in what is at the ascending `places` alone."""
        ends: Any = np.searchsorted(places, self.ends).tolist()
        return list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []
