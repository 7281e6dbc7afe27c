"""Tell runs of short lines apart: a menu stands above a headline, verses and bare lists below it."""

from collections.abc import Iterator, Sequence

from articles.importers.labels import SECTIONS
from articles.importers.lines import Line
from articles.importers.names import is_person
from articles.importers.roles import LineRole
from newsroom.arabic import fold

MENU_WORDS = 3
MENU_RUN = 4
STACK_RUN = 4
STACK_WORDS = 8


def find_menus(lines: Sequence[Line], start: int, end: int) -> list[list[int]]:
    """Return the runs of very short lines that may be menus."""
    found: list[list[int]] = []
    run: list[int] = []
    for index in range(start, end + 1):
        line = lines[index] if index < end else None
        if line and line.kind in ("blank", "chrome", "tools", "nav"):
            continue
        if line and _may_be_entry(line):
            run.append(index)
            continue
        found += [run] if len(run) >= MENU_RUN else []
        run = []
    return found


def _may_be_entry(line: Line) -> bool:
    is_short = line.kind in ("short", "bullet") and len((line.value or line.text).split()) <= MENU_WORDS
    return is_short and line.text[-1] not in ":؟"


def release(
    lines: Sequence[Line], runs: Sequence[Sequence[int]], *, has_text: bool
) -> Iterator[tuple[int, LineRole]]:
    """Yield what the lines of runs below a headline are: all of the text where no sentence is, else unsure.

    Names of sections and Latin words stay a menu; a bulleted list is none.
    """
    for run in runs:
        if 2 * sum(_is_frame(lines[i].value or lines[i].text) for i in run) >= len(run):
            continue
        for index in run:
            is_bullet = lines[index].kind == "bullet"
            yield index, LineRole.LIST_ITEM if is_bullet else _role_of(lines[index], has_text=has_text)


def _is_frame(text: str) -> bool:
    return text.isascii() or fold(text) in SECTIONS


def _role_of(line: Line, *, has_text: bool) -> LineRole:
    if is_person(line.text):
        return LineRole.BYLINE
    return LineRole.UNKNOWN if has_text else LineRole.PARAGRAPH


def heads_verses(lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Say whether a run is a whole poem: title, poet, verses. «غربة» / «نزار سليم» / «يا سنبلة» / …"""
    return is_person(lines[run[1]].text)


def find_stacked(lines: Sequence[Line], start: int, end: int) -> set[int]:
    """Return the short lines that stand one right below the other, as verses do and captions do not."""
    found: set[int] = set()
    run: list[int] = []
    for index in range(start, end + 1):
        line = lines[index] if index < end else None
        if line and line.kind == "blank":
            continue
        if line and line.kind == "short" and len(line.text.split()) <= STACK_WORDS:
            run.append(index)
            continue
        found |= set(run if len(run) >= STACK_RUN else ())
        run = []
    return found
