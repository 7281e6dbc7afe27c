"""Show where a text answers a query; the text stays as stored, only escaped and marked."""

import re
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.parsing import Query
from newsroom.arabic import Token, analyse

SNIPPET_WORDS = 34
WORDS_BEFORE = 6
# A longer text is looked through up to here, so that one page of results stays cheap.
LONGEST_TEXT = 12_000
_SENTENCE_END = re.compile(r"[.!?؟…\n]")
_MOST_WINDOWS = 200


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text and the wanted lexeme it is, if any."""

    start: int
    end: int
    match: str | None


def highlight(text: str, query: Query) -> SafeString:
    """Return a whole line with the words of the query marked: «وزير <mark>العراق</mark>»."""
    return _render(text, _words(text, query), 0, len(text))


def snippet(text: str, query: Query) -> SafeString:
    """Return the part of `text` with the most different words of the query, cut between words."""
    text = text[:LONGEST_TEXT]
    words = _words(text, query)
    if not words:
        return SafeString("")
    first, last = _window(text, words)
    start, end = words[first].start if first else 0, words[last].end
    end = len(text) if last == len(words) - 1 else end
    before = "… " if first and not _starts_sentence(text, words[first - 1].end, start) else ""
    after = "…" if last < len(words) - 1 else ""
    return format_html("{}{}{}", before, _render(text, words, start, end), after)


def _words(text: str, query: Query) -> list[_Word]:
    """Find the words; one that folds into several, «ﷺ», stays one."""
    wanted = set(query.wanted)
    found: dict[tuple[int, int], _Word] = {}
    for token in analyse(text):
        place = (token.start, token.end)
        if place not in found or found[place].match is None:
            found[place] = _Word(*place, _match(token, wanted))
    return list(found.values())


def _match(token: Token, wanted: set[str]) -> str | None:
    if not token.is_stop and token.lexeme in wanted:
        return token.lexeme
    exact = f"={token.exact}"
    return exact if exact in wanted else None


def _window(text: str, words: list[_Word]) -> tuple[int, int]:
    """Choose the first and last word shown; the earliest window wins a tie."""
    hits = [index for index, word in enumerate(words) if word.match][:_MOST_WINDOWS]
    best = max(hits, key=lambda first: (_worth(words, first), -first), default=0)
    first = _sentence_start(text, words, best)
    return first, min(first + SNIPPET_WORDS, len(words)) - 1


def _worth(words: list[_Word], first: int) -> tuple[int, int]:
    matches = [word.match for word in words[first : first + SNIPPET_WORDS - WORDS_BEFORE] if word.match]
    return len(set(matches)), len(matches)


def _sentence_start(text: str, words: list[_Word], hit: int) -> int:
    """Begin with the sentence of the hit where it is near, else a few words before the hit."""
    for index in range(hit, max(hit - WORDS_BEFORE, 0), -1):
        if _starts_sentence(text, words[index - 1].end, words[index].start):
            return index
    return max(hit - WORDS_BEFORE, 0)


def _starts_sentence(text: str, previous_end: int, start: int) -> bool:
    return bool(_SENTENCE_END.search(text, previous_end, start))


def _render(text: str, words: list[_Word], start: int, end: int) -> SafeString:
    parts: list[str] = []
    at = start
    for word in words:
        if word.match and start <= word.start and word.end <= end:
            parts += [text[at : word.start], format_html("<mark>{}</mark>", text[word.start : word.end])]
            at = word.end
    parts.append(text[at:end])
    return format_html_join("", "{}", ((part,) for part in parts))
