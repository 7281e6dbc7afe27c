"""Show where a text answers a query; the text stays as stored, only escaped and marked."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from newsroom.arabic import iter_analyses
from newsroom.arabic.tokens import iter_words

SNIPPET_WORDS = 34
WORDS_BEFORE = 6
# A shorter snippet is not ended for the sake of a sentence.
FEWEST_WORDS = 12
# A longer text is looked through up to here, so that one page of results stays cheap.
LONGEST_TEXT = 12_000
# «3.5» ends no sentence.
_SENTENCE_END = re.compile(r"[.!?؟…][\"»”)\]]*\s|\n")
# A sentence ends with its own mark and with the quotation mark or bracket that closes behind it.
_CLOSING = re.compile(r"[\"»”)\]]*(?:[.!?؟…]+[\"»”)\]]*(?=\s)|(?=\s*\n))")
_OPENING = re.compile(r"[\"«“(\[]*$")
_MOST_WINDOWS = 200


class _Word(NamedTuple):
    """A word of the text and the wanted lexeme it is, if any."""

    start: int
    end: int
    match: str | None


def highlight(text: str, wanted: Collection[str]) -> SafeString:
    """Return a whole line with the words of `wanted` lexemes marked: «وزير <mark>العراق</mark>»."""
    return _render(text, _words(text, wanted), 0, len(text))


def snippet(text: str, wanted: Collection[str]) -> SafeString:
    """Return the part of `text` with the most different words, cut at sentences where they are near."""
    text, cut = text[:LONGEST_TEXT], text[LONGEST_TEXT:]
    words = _words(text, wanted)
    if not words:
        return SafeString("")
    first, last = _window(text, words)
    start, before = _start(text, words, first)
    end, after = _end(text, words, last)
    after = "…" if cut and end == len(text) else after
    return format_html("{}{}{}", before, _render(text, words, start, end), after)


def _words(text: str, wanted: Collection[str]) -> list[_Word]:
    """Find the words; each spelling is looked at once, since words of the news repeat."""
    matches = _Matches(wanted)
    return [_Word(start, end, matches[surface]) for start, end, surface in iter_words(text)]


class _Matches(dict[str, str | None]):
    """Tell which wanted lexeme a word is; any of those that it folds into, «ﷺ»."""

    def __init__(self, wanted: Collection[str]) -> None:
        super().__init__()
        self.wanted = frozenset(wanted)

    def __missing__(self, surface: str) -> str | None:
        names = (f"={exact}" if is_stop else stem for exact, stem, is_stop in iter_analyses(surface))
        self[surface] = match = next((name for name in names if name in self.wanted), None)
        return match


def _window(text: str, words: Sequence[_Word]) -> tuple[int, int]:
    """Choose the first and last word shown; the earliest window wins a tie."""
    hits = [index for index, word in enumerate(words) if word.match][:_MOST_WINDOWS]
    best = max(hits, key=lambda first: (_worth(words, first), -first), default=0)
    first = _sentence_start(text, words, best)
    return first, _sentence_end(text, words, first)


def _worth(words: Sequence[_Word], first: int) -> tuple[int, int]:
    matches = [word.match for word in words[first : first + SNIPPET_WORDS - WORDS_BEFORE] if word.match]
    return len(set(matches)), len(matches)


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
            parts += [text[at : word.start], format_html("<mark>{}</mark>", text[word.start : word.end])]
            at = word.end
    parts.append(text[at:end])
    return format_html_join("", "{}", ((part,) for part in parts))
