"""Tell a near-copy from what only looks like one, by the numbers of both texts.

How much of the shorter text stands in the longer says what copies have in common, and four things say what
they don't: figures that differ in a frame that is the same (a bulletin), another day of what is told daily in
the same words (a forecast), rare words that differ (a telegram to another president), and long stretches of
the shorter that are nowhere in the longer (running background).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from articles.similarity.numbers import FIGURE, RARE, codes_of

Text = Sequence[int]
Codes: TypeAlias = NDArray[np.uint16]
Numbers: TypeAlias = NDArray[np.int64]
Marks: TypeAlias = NDArray[np.bool_]

# A shorter text is no story's own: a caption, a line of a ticker, a text of boilerplate alone.
LEAST_STEMS = 20
_WINDOW = 25
_ALIVE = 0.3
# Most of the shorter text is in the longer, whatever their days.
_CLEARLY, _NEARLY_ALL = 0.75, 0.85
# After edits of a fifth of the words half of the shingles are left: then more is asked.
_HARDLY, _DAYS_APART = 0.55, 3
_LONGEST_GAP, _LARGEST_GAP = 20, 0.06
_LEAD = 0.15
# So many of a bulletin's words are figures.
_DENSE, _FEW_FIGURES = 0.04, 3
# A quick look before the shingles are made.
_LEAST_COMMON = 0.45
# Of a copy's own length, the other is an edited text; else it holds the copy.
_SAME_LENGTH, _ABOUT_AS_LONG = 0.7, 0.65
_HELD = 0.78
# What one source prints again on another day is the background of its next report, unless it is all of it.
_NEXT_DAY, _REPRINTED = 0.8, 0.93
# Its places and clouds are others every day, its frame and its winds are not: no figure tells.
_WEATHER, _FORETOLD = "طقس", "توقع متوقع أرصاد"
_LATER_THAT_DAY = 0.5


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two texts have in common, as shares of the shorter one's stems."""

    shorter: int
    longer: int
    covered: float
    alive: float
    has_lead: bool
    gap: int
    rare: int
    rare_kept: int
    figures: int
    figures_changed: int
    is_forecast: bool

    @property
    def is_bulletin(self) -> bool:
        """Figures are many and differ far more than the words around them."""
        if not self.has_other_figures:
            return False
        changed = self.figures_changed / self.figures
        return changed >= 0.35 and changed > 2.5 * (1 - self.covered)

    def is_of_another_day(self, days: float | None) -> bool:
        """A forecast is of its day: only late at night a copy of it is from the day before."""
        if not self.is_forecast or days is None or days < _LATER_THAT_DAY:
            return False
        return days >= 1 or self.covered < _REPRINTED

    def keeps_names(self, *, is_far: bool) -> bool:
        """Of edits some names are left; what comes again on another day keeps its frame alone."""
        return self.rare_kept >= (0.8 * self.rare if is_far else 0.6 * self.rare - 1)

    def is_copy(self, days: float | None, *, is_same_source: bool = False) -> bool:
        """Decide; `days` lie between the two, None where that is not known."""
        if is_same_source and (days or 0) >= _NEXT_DAY and self.covered < _REPRINTED:
            return False
        if self.is_of_another_day(days):
            return False
        is_far = days is not None and days > _DAYS_APART
        if self.shorter < LEAST_STEMS or self.is_bulletin or not self.keeps_names(is_far=is_far):
            return False
        if self.covered >= _NEARLY_ALL:
            return self.alive >= 0.75
        if not self.has_lead:
            return False
        return self._is_clear() or (self._is_edited() and not is_far)

    def _is_clear(self) -> bool:
        return self.covered >= (_HELD if self.is_contained else _CLEARLY) and self.alive >= 0.75

    def _is_edited(self) -> bool:
        if self.has_other_figures and self.figures_changed > self.figures / 2:
            return False
        if self.shorter < _ABOUT_AS_LONG * self.longer:
            return False
        gap = max(_LONGEST_GAP, _LARGEST_GAP * self.shorter)
        return self.covered >= _HARDLY and self.alive >= 0.8 and self.gap <= gap

    @property
    def has_other_figures(self) -> bool:
        """A few figures may be edited like any word, unless the text is full of them."""
        is_dense = self.figures >= _DENSE * self.shorter
        return self.figures_changed >= (_FEW_FIGURES if is_dense else _FEW_FIGURES + 1)

    @property
    def is_contained(self) -> bool:
        return self.shorter < _SAME_LENGTH * self.longer

    @property
    def score(self) -> float:
        return round(self.covered * (0.99 if self.is_contained else 1.0), 4)


def compare(one: Text, other: Text) -> Comparison | None:
    """Compare two texts of packed numbers; None where they have too little in common to be copies."""
    short, long = (np.asarray(text, np.uint16) for text in sorted((one, other), key=len))
    if not short.size or not _have_much_in_common(short, long):
        return None
    covered = _covered(_shingles(short), _shingles(long), short.size)
    share = _count(covered) / short.size
    if share < _HARDLY:
        return None
    rare = np.unique(short[short & _FLAGS == RARE])
    figures, changed = _figures(short, long)
    lead = covered[: max(_WINDOW, round(_LEAD * short.size))]
    return Comparison(
        shorter=short.size, longer=long.size, covered=share,
        alive=_alive(covered), has_lead=_is_alive(lead), gap=_gap(covered),
        rare=rare.size, rare_kept=_count(_are_in(rare, long)), figures=figures, figures_changed=changed,
        is_forecast=_is_forecast(short[:_WINDOW].tolist()),
    )  # fmt: skip


def _have_much_in_common(short: Codes, long: Codes) -> bool:
    """Count the different codes that both have."""
    mine = np.unique(short)
    return _count(_are_in(mine, long)) >= _LEAST_COMMON * mine.size


def _is_forecast(lead: Text) -> bool:
    return not (codes_of(_WEATHER).isdisjoint(lead) or codes_of(_FORETOLD).isdisjoint(lead))


def overlap(one: Text, other: Text) -> float:
    """Return the share of the shorter text's different stems that the other has too."""
    mine, its = set(one), set(other)
    return len(mine & its) / min(len(mine), len(its)) if mine and its else 0.0


_FLAGS = RARE | FIGURE
_ANY_FIGURE = 0x10000
_BITS = 17


def _shingles(text: Codes) -> Numbers:
    """Number each three stems that stand together; one sign is put for all figures: the frame of a bulletin
    stays."""
    wide = text.astype(np.int64)
    frame: Numbers = np.where(wide & FIGURE, _ANY_FIGURE, wide)
    return frame[:-2] << 2 * _BITS | frame[1:-1] << _BITS | frame[2:]


def _covered(short: Numbers, long: Numbers, size: int) -> Marks:
    """Mark each of the shorter text's `size` stems that stands in a shingle which the longer has too."""
    shared = _are_in(short, long)
    covered: Marks = np.zeros(size, np.bool_)
    for place in range(3):
        covered[place : place + shared.size] |= shared
    return covered


def _are_in(some: NDArray[Any], all_of_them: NDArray[Any]) -> Marks:
    """Say of each number whether it is among the others."""
    if not all_of_them.size:
        return np.zeros(some.size, np.bool_)
    known = np.sort(all_of_them)
    found: Marks = known.take(np.searchsorted(known, some), mode="clip") == some
    return found


def _count(marks: Marks) -> int:
    return int(np.count_nonzero(marks))


def _alive(covered: Marks) -> float:
    """Return the share of the text's stretches of which something is left."""
    count = max(1, round(covered.size / _WINDOW))
    edges = np.arange(count + 1) * covered.size // count
    # A stretch is far shorter than 256.
    kept = np.add.reduceat(covered.view(np.uint8), edges[:-1])
    return _count(kept >= _ALIVE * (edges[1:] - edges[:-1])) / count


def _is_alive(stretch: Marks) -> bool:
    return _count(stretch) >= _ALIVE * stretch.size


def _gap(covered: Marks) -> int:
    """Return the length of the longest stretch that is nowhere in the longer text."""
    return max(map(len, covered.tobytes().split(b"\1")))


def _figures(short: Codes, long: Codes) -> tuple[int, int]:
    """Count the shorter text's figures, and those that the longer has beside neither of their neighbours."""
    are_figures = short & FIGURE > 0
    if not are_figures.any():
        return 0, 0
    beside = _are_in(_pairs(short), _pairs(long))
    kept = np.zeros(short.size, np.bool_)
    kept[1:] |= beside
    kept[:-1] |= beside
    return _count(are_figures), _count(are_figures & ~kept)


def _pairs(text: Codes) -> NDArray[np.uint32]:
    wide = text.astype(np.uint32)
    return wide[:-1] << 16 | wide[1:]
