"""Look ahead from a line: what stands below it, and whether a text begins or goes on there."""

from collections.abc import Callable, Sequence

from articles.importers.labels import ONWARD, SAID
from articles.importers.lines import Line
from newsroom.arabic import fold, lexemes
from newsroom.arabic.lexicon import frequencies

REACH = 8
# What stands between the headline and the text, and what may stand anywhere.
HEAD_KINDS = frozenset(
    {"published", "updated", "date", "time", "relative", "author", "place_author", "source", "section",
     "agency", "caption", "credit", "dateline", "clock", "label"}
)  # fmt: skip
PASSING = frozenset({"blank", "ad", "tools", "chrome", "nav", "end", "more"})
SURE_FACTS = frozenset({"published", "updated", "author", "place_author"})


def next_lines(lines: Sequence[Line], counts: Callable[[Line], bool]) -> list[int]:
    """Return for each line the index of the nearest one below it that counts, or the number of lines."""
    found = [len(lines)] * len(lines)
    nearest = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        found[index] = nearest
        nearest = index if counts(lines[index]) else nearest
    return found


def read_head(lines: Sequence[Line], index: int) -> tuple[list[str], int] | None:
    """Return the kinds of what stands between a headline and its text, and where that begins; or nothing."""
    kinds: list[str] = []
    for ahead in range(index + 1, len(lines)):
        line = lines[ahead]
        if line.kind in PASSING:
            continue
        if line.kind == "prose":
            return kinds, ahead
        is_deck = line.kind == "short" and kinds.count("short") < 2
        if len(kinds) == REACH or not (line.kind in HEAD_KINDS or is_deck):
            return None
        kinds += [part.kind for part in line.parts] or [line.kind]
    return None


def is_onward(text: str) -> bool:
    """Say whether a paragraph goes on with the text before it: «وأضاف…», «كما…», «من جهته…»."""
    words = fold(text[:80]).split()
    opening = {" ".join(words[:count]) for count in (1, 2, 3)}
    if opening & (ONWARD | SAID):
        return True
    known, first = frequencies(), words[0] if words else ""
    rest = first[1:]
    return (
        first.startswith("و")
        and len(rest) > 3
        and known.get(rest, 0) + known.get(f"ال{rest}", 0) > known.get(first, 0)
    )


def shared_words(headline: str, text: str) -> int:
    """Count the stems of a headline that a text tells too."""
    return len(set(lexemes(headline)) & set(lexemes(text[:600])))
