"""Find the paragraphs that a mail program broke into lines."""

from collections.abc import Sequence
from itertools import pairwise

from articles.importers.lines import Line

WRAP_LENGTH = 110
LEAST_LENGTH = 20
# Letters differ in width: lines of a printed column are not of the same number of letters.
FULLNESS = 0.75


def find_wrapped(lines: Sequence[Line]) -> dict[int, bool]:
    """Return the lines of broken paragraphs, with whether each goes on with the one above.

    Only where empty lines part the paragraphs: a run of lines of which the last alone ends in a stop.
    """
    if not any(one.kind != "blank" == other.kind for one, other in pairwise(lines)):
        return {}
    found: dict[int, bool] = {}
    run: list[int] = []
    for index, line in enumerate([*lines, None]):
        if line and line.kind == "short" and not line.parts and LEAST_LENGTH <= len(line.text) <= WRAP_LENGTH:
            run.append(index)
            continue
        if (
            line
            and line.kind == "prose"
            and not line.parts
            and len(line.text) <= WRAP_LENGTH
            and _is_run(lines, run, index)
        ):
            found |= {at: at != run[0] for at in [*run, index]}
        run = []
    return found


def _is_run(lines: Sequence[Line], run: list[int], last: int) -> bool:
    """A headline over a short text is two lines at the top; lines that end in marks are no run."""
    is_top = len(run) == 1 and not any(line.kind in ("short", "prose") for line in lines[: run[0]])
    if not run or is_top or any(lines[at].text.endswith((":", "؟", "!", "…")) for at in run):
        return False
    return _is_full([lines[at].text for at in [*run, last]])


def _is_full(texts: list[str]) -> bool:
    """Say whether each line but the last was broken where the next word did not fit."""
    width = max(map(len, texts)) * FULLNESS
    return all(len(one) + 1 + len(other.split()[0]) >= width for one, other in pairwise(texts))
