"""Tell the frame of a site below a text: what stands between words of the frame is of the frame too."""

from collections.abc import Collection, Sequence

from articles.importers.lines import Line

FRAME_KINDS = frozenset({"tools", "comments", "chrome", "nav", "ad", "end", "more", "clock", "relative"})
MOST_WORDS = 8
LATIN_WORDS = 6
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
        last = max((i for i in range(start, stop) if is_text(lines[i])), default=None)
        if last is not None:
            found |= _find_runs(lines, last + 1, stop)
    return found


def is_text(line: Line) -> bool:
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
        elif line.kind == "updated" and is_framed:
            found |= set(run)
        else:
            is_framed = False
        run = []
    return found | set(run if is_framed else ())


def _may_be_frame(text: str) -> bool:
    return len(text.split()) <= MOST_WORDS and not text.endswith(_SENTENCE_ENDS)
