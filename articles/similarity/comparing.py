"""Tell a near-copy from what only looks like one, by the numbers of both texts.

How much of the shorter text stands in the longer says what copies have in common, and four things say what
they don't: figures that differ in a frame that is the same (a bulletin), another day of what is told daily in
the same words (a forecast), rare words that differ (a telegram to another president), and long stretches of
the shorter that are nowhere in the longer (running background).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.similarity.numbers import FIGURE, RARE, codes_of

Text = Sequence[int]

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
# A quick look before the shingles are made; codes have two bytes.
_LEAST_COMMON = 0.45
_CODES = 1 << 16
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
    short, long = sorted((one, other), key=len)
    if not short or not _have_much_in_common(short, long):
        return None
    covered = _covered(list(map(_frame, short)), list(map(_frame, long)))
    if sum(covered) < _HARDLY * len(short):
        return None
    rare = {code for code in short if code & _FLAGS == RARE}
    figures, changed = _figures(short, long)
    lead = covered[: max(_WINDOW, round(_LEAD * len(short)))]
    return Comparison(
        shorter=len(short), longer=len(long), covered=sum(covered) / len(short),
        alive=_alive(covered), has_lead=_is_alive(lead), gap=_gap(covered),
        rare=len(rare), rare_kept=len(rare.intersection(long)), figures=figures, figures_changed=changed,
        is_forecast=_is_forecast(short[:_WINDOW]),
    )  # fmt: skip


def _have_much_in_common(short: Text, long: Text) -> bool:
    """Count the different codes that both have, each on its place in a table of all."""
    mine, its = _codes_in(short), _codes_in(long)
    return bool(np.count_nonzero(mine & its) >= _LEAST_COMMON * np.count_nonzero(mine))


def _codes_in(text: Text) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.zeros(_CODES, np.bool_)
    found[np.asarray(text, np.uint16)] = True
    return found


def _is_forecast(lead: Text) -> bool:
    return not (codes_of(_WEATHER).isdisjoint(lead) or codes_of(_FORETOLD).isdisjoint(lead))


def overlap(one: Text, other: Text) -> float:
    """Return the share of the shorter text's different stems that the other has too."""
    mine, its = set(one), set(other)
    return len(mine & its) / min(len(mine), len(its)) if mine and its else 0.0


_FLAGS = RARE | FIGURE
_ANY_FIGURE = 0x10000


def _frame(code: int) -> int:
    """Put one sign for all figures: the frame of a bulletin stays."""
    return _ANY_FIGURE if code & FIGURE else code


def _covered(short: list[int], long: list[int]) -> bytearray:
    """Mark each stem of the shorter text that stands in a shingle which the longer has too."""
    shingles = set(zip(long, long[1:], long[2:], strict=False))
    covered = bytearray(len(short))
    for place, shingle in enumerate(zip(short, short[1:], short[2:], strict=False)):
        if shingle in shingles:
            covered[place : place + 3] = b"\1\1\1"
    return covered


def _alive(covered: bytearray) -> float:
    """Return the share of the text's stretches of which something is left."""
    size = len(covered)
    count = max(1, round(size / _WINDOW))
    edges = [number * size // count for number in range(count + 1)]
    stretches = (covered[start:end] for start, end in zip(edges, edges[1:], strict=False))
    return sum(map(_is_alive, stretches)) / count


def _is_alive(stretch: bytearray) -> bool:
    return sum(stretch) >= _ALIVE * len(stretch)


def _gap(covered: bytearray) -> int:
    """Return the length of the longest stretch that is nowhere in the longer text."""
    return max(map(len, covered.split(b"\1")))


def _figures(short: Text, long: Text) -> tuple[int, int]:
    """Count the shorter text's figures, and those that the longer has beside neither of their neighbours."""
    places = [place for place, code in enumerate(short) if code & FIGURE]
    if not places:
        return 0, 0
    pairs = set(zip(long, long[1:], strict=False))
    kept = (
        (place > 0 and (short[place - 1], short[place]) in pairs)
        or (place + 1 < len(short) and (short[place], short[place + 1]) in pairs)
        for place in places
    )
    return len(places), len(places) - sum(kept)
