"""Show where a text answers a query; the text stays as stored, only escaped and marked."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

from newsroom.arabic import analyser
from newsroom.arabic.analysis import Analysis
from newsroom.arabic.tokens import find_words, iter_words

SNIPPET_WORDS = 34
WORDS_BEFORE = 6
# A shorter snippet is not ended for the sake of a sentence.
FEWEST_WORDS = 12
# A longer text is looked through up to here, so that one page of results stays cheap; and no further than its
# first words where these hold all that is wanted.
LONGEST_TEXT = 12_000
BEGINNING = 350
# «3.5» ends no sentence.
_SENTENCE_END = re.compile(r"[.!?؟…][\"»”)\]]*\s|\n")
# A sentence ends with its own mark and with the quotation mark or bracket that closes behind it.
_CLOSING = re.compile(r"[\"»”)\]]*(?:[.!?؟…]+[\"»”)\]]*(?=\s)|(?=\s*\n))")
_OPENING = re.compile(r"[\"«“(\[]*$")
_MOST_WINDOWS = 200
# The texts of a page are read for the words as typed, then for snippets.
_MOST_TEXTS = 48


@lru_cache(maxsize=_MOST_TEXTS)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as far as it is looked through, without their places, which cost more."""
    return tuple(find_words(text[:LONGEST_TEXT]))


class _Word(NamedTuple):
    """A word of the text and the wanted lexeme it is, if any."""

    start: int
    end: int
    match: str | None


class Marker:
    """Mark the words of `wanted` lexemes in the texts of a page."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.wanted = frozenset(wanted)
        # A stop word is wanted by its exact form: «=من».
        self.stops = frozenset(name[1:] for name in wanted if name.startswith("="))
        self.words = analyser().words

    def highlight(self, text: str) -> SafeString:
        """Return a whole line with its words marked: «وزير <mark>العراق</mark>»."""
        return _render(text, self._matched(iter_words(text)), 0, len(text))

    def snippet(self, text: str) -> SafeString:
        """Return the part of `text` with the most different words, cut at sentences where they are near."""
        hit = self._best_hit(words_of(text))
        text, is_cut = text[:LONGEST_TEXT], len(text) > LONGEST_TEXT
        # With one word more at either side, which tells whether a sentence ends between.
        shown = islice(iter_words(text), max(hit - WORDS_BEFORE - 1, 0), hit + SNIPPET_WORDS + 1)
        words = self._matched(shown)
        if not words:
            return SafeString("")
        first = _sentence_start(text, words, min(hit, WORDS_BEFORE + 1))
        start, before = _start(text, words, first)
        end, after = _end(text, words, _sentence_end(text, words, first))
        after = "…" if is_cut and end == len(text) else after
        marked = _render(text, words, start, end)
        return SafeString(f"{before}{marked}{after}")  # nosec B703 — ours around what was escaped

    def _matched(self, spans: Iterable[tuple[int, int, str]]) -> list[_Word]:
        return [_Word(start, end, self._match(self.words[surface])) for start, end, surface in spans]

    def _match(self, analyses: Iterable[Analysis]) -> str | None:
        """Find any of the lexemes that a word folds into, «ﷺ»; the last, where there are several."""
        found = None
        for exact, stem, is_stop in analyses:
            if exact in self.stops if is_stop else stem in self.wanted:
                found = f"={exact}" if is_stop else stem
        return found

    def _best_hit(self, surfaces: Sequence[str]) -> int:
        """Return the place of the word from which on most words are; the earliest where several are."""
        most, hit = _best(self._hits(surfaces[:BEGINNING]))
        if most < len(self.wanted) and len(surfaces) > BEGINNING:
            _most, hit = _best(self._hits(surfaces))
        return hit

    def _hits(self, surfaces: Iterable[str]) -> list[tuple[int, str]]:
        stops, wanted = self.stops, self.wanted
        told = enumerate(map(self.words.__getitem__, surfaces))
        found = (
            (place, stem)
            for place, analyses in told
            for exact, stem, is_stop in analyses
            if (exact in stops if is_stop else stem in wanted)
        )
        return list(islice(found, _MOST_WINDOWS))


def _best(hits: Sequence[tuple[int, str]]) -> tuple[int, int]:
    """Return how many different words the best window has, and where it begins."""
    best, begin = (0, 0), 0
    for number, (place, _match) in enumerate(hits):
        reach = place + SNIPPET_WORDS - WORDS_BEFORE
        within = [match for other, match in hits[number : number + SNIPPET_WORDS] if other < reach]
        worth = len(set(within)), len(within)
        if worth > best:
            best, begin = worth, place
    return best[0], begin


def _sentence_start(text: str, words: Sequence[_Word], hit: int) -> int:
    """Begin with the sentence of the hit where it is near, else a few words before the hit."""
    for index in range(hit, max(hit - WORDS_BEFORE, 0), -1):
        if _starts_sentence(text, words[index - 1].end, words[index].start):
            return index
    return max(hit - WORDS_BEFORE, 0)


def _sentence_end(text: str, words: Sequence[_Word], first: int) -> int:
    """End with the last whole sentence, unless that is short or leaves a wanted word out."""
    last = min(first + SNIPPET_WORDS, len(words)) - 1
    if last == len(words) - 1:
        return last
    for index in range(last, first + FEWEST_WORDS, -1):
        if _starts_sentence(text, words[index].end, words[index + 1].start):
            return index
        if words[index].match:
            break
    return last


def _start(text: str, words: Sequence[_Word], first: int) -> tuple[int, str]:
    """Return where a snippet starts, marks that open before its word too, and what says it was cut."""
    if not first:
        return 0, ""
    previous, start = words[first - 1].end, words[first].start
    opening = _OPENING.search(text, previous, start)
    before = "" if _starts_sentence(text, previous, start) else "… "
    return (opening.start() if opening else start), before


def _end(text: str, words: Sequence[_Word], last: int) -> tuple[int, str]:
    """Return where a snippet ends, marks that close its sentence too, and what says it was cut."""
    if last == len(words) - 1:
        return len(text), ""
    end = words[last].end
    closing = _CLOSING.match(text, end, words[last + 1].start)
    return (closing.end(), "") if closing else (end, "…")


def _starts_sentence(text: str, previous_end: int, start: int) -> bool:
    return bool(_SENTENCE_END.search(text, previous_end, start))


def _render(text: str, words: Sequence[_Word], start: int, end: int) -> SafeString:
    parts: list[str] = []
    at = start
    for word in words:
        if word.match and start <= word.start and word.end <= end:
            parts += [escape(text[at : word.start]), f"<mark>{escape(text[word.start : word.end])}</mark>"]
            at = word.end
    parts.append(escape(text[at:end]))
    return SafeString("".join(parts))  # nosec B703 — each part was escaped above
