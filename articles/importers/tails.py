"""Tell the frame of a site below a text: what stands between words of the frame is of the frame too."""

import re
from collections.abc import Collection, Sequence

from articles.importers.lines import Line
from articles.importers.names import is_person
from newsroom.arabic import lexemes

FRAME_KINDS = frozenset({"tools", "comments", "chrome", "nav", "ad", "end", "more", "clock", "relative"})
MOST_WORDS = 8
LATIN_WORDS = 6
LEAST_TAGS = 2
TAG_WORDS = 3
_MARKS = re.compile(r"[.،؛:؟?!…\"«»()\[\]\d]")
_SENTENCE_ENDS = (".", "،", "؛")


def is_latin(text: str) -> bool:
    """Say whether a line has Latin letters and no others: «Download our application»."""
    is_words = any(char.isalpha() for char in text) and not any(char in "@:" for char in text)
    return text.isascii() and is_words and len(text.split()) <= LATIN_WORDS


def find_framed(lines: Sequence[Line], starts: Collection[int]) -> set[int]:
    """Return the short lines below the last sentence of each article that stand in the frame of the site.

    A run of them counts where the frame stands above it, and below it or the article ends there.
    """
    found: set[int] = set()
    bounds = [0, *sorted(set(starts) - {0}), len(lines)]
    for start, stop in zip(bounds, bounds[1:], strict=False):
        last = max((i for i in range(start, stop) if _is_text(lines[i])), default=None)
        if last is not None:
            found |= _find_runs(lines, last + 1, stop)
    return found


def find_tags(lines: Sequence[Line], starts: Collection[int]) -> set[int]:
    """Return the short lines right below the text of each article that name what it is about, one a line.

    «زيتون» / «كفر الزيت» / «موسم القطاف» under a text that tells most of them.
    """
    found: set[int] = set()
    bounds = [0, *sorted(set(starts) - {0}), len(lines)]
    for start, stop in zip(bounds, bounds[1:], strict=False):
        last = max((i for i in range(start, stop) if _is_text(lines[i])), default=None)
        run = _find_tag_run(lines, last + 1, stop) if last is not None else []
        if len(run) < LEAST_TAGS:
            continue
        text = set(lexemes(" ".join(lines[i].text for i in range(start, run[0]))))
        told = [i for i in run if (stems := lexemes(lines[i].text)) and set(stems) <= text]
        found |= set(run) if 2 * len(told) >= len(run) else set()
    return found


def _find_tag_run(lines: Sequence[Line], start: int, stop: int) -> list[int]:
    run: list[int] = []
    for index in range(start, stop):
        line = lines[index]
        if line.kind == "blank":
            continue
        if line.kind != "short" or not _may_be_tag(line.text):
            return run
        run.append(index)
    return run


def _may_be_tag(text: str) -> bool:
    return len(text.split()) <= TAG_WORDS and not _MARKS.search(text) and not is_person(text)


def _is_text(line: Line) -> bool:
    return line.kind == "prose" or any(part.kind == "prose" for part in line.parts)


def _find_runs(lines: Sequence[Line], start: int, stop: int) -> set[int]:
    found: set[int] = set()
    run: list[int] = []
    is_framed = False
    for index in range(start, stop):
        line = lines[index]
        if line.kind == "blank":
            continue
        if line.kind in ("short", "bullet") and _may_be_frame(line.text):
            if is_framed or is_latin(line.text):
                run.append(index)
            continue
        if line.kind in FRAME_KINDS:
            found |= set(run)
            is_framed = True
        else:
            is_framed = False
        run = []
    return found | set(run if is_framed else ())


def _may_be_frame(text: str) -> bool:
    return len(text.split()) <= MOST_WORDS and not text.endswith(_SENTENCE_ENDS)
