"""Tell what short lines right below a text are: tags without a label, captions, or unsure."""

import re
from collections.abc import Collection, Sequence

from articles.importers.labels import RUNNING, SECTIONS
from articles.importers.lines import Line
from articles.importers.names import is_person
from articles.importers.roles import LineRole
from articles.importers.tails import is_text
from newsroom.arabic import fold, lexemes

LEAST_TAGS = 2
MOST_TAGS = 8
TAG_WORDS = 3
# Below tags stand the share bar, lists, or nothing.
FRAMES_TAGS = frozenset({"tools", "read_also", "similar", "comments", "end"})
VERBAL = RUNNING | frozenset({"يا", "ايها", "ع"})
_MARKS = re.compile(r"[.,،؛:؟?!…\"«»()\[\]\d]")
# «صور.. طفلة ترسم خريطة»: pictures stand below such a text.
_PICTURES = re.compile(r"^(?:بال|شاهد بال)?صور\b")


def find_tags(lines: Sequence[Line], starts: Collection[int]) -> dict[int, LineRole]:
    """Return what the runs of short lines right below the text of each article are.

    «زيتون» / «كفر الزيت» / «موسم القطاف» under a text that tells most of them are keywords. Of a run above
    the frame the text must tell a third, for sites name their subjects by words of their own: «ثروة سمكية».
    """
    found: dict[int, LineRole] = {}
    bounds = [0, *sorted(set(starts) - {0}), len(lines)]
    for start, stop in zip(bounds, bounds[1:], strict=False):
        last = max((i for i in range(start, stop) if is_text(lines[i])), default=None)
        run = _find_run(lines, last + 1, stop) if last is not None else []
        if len(run) >= LEAST_TAGS and (role := _role_of(lines, start, run, stop)):
            found |= dict.fromkeys(run, role)
    return found


def _role_of(lines: Sequence[Line], start: int, run: Sequence[int], stop: int) -> LineRole | None:
    if any(lines[i].kind == "short" and _PICTURES.match(lines[i].text) for i in range(start, run[0])):
        return LineRole.CAPTION
    if any(VERBAL & set(fold(lines[i].text).split()) for i in run):
        # «يا سنبلة» / «لا تميلي»: words of a sentence name no subject.
        return None
    return LineRole.KEYWORDS if _are_tags(lines, start, run, stop) else LineRole.UNKNOWN


def _are_tags(lines: Sequence[Line], start: int, run: Sequence[int], stop: int) -> bool:
    text = set(lexemes(" ".join(lines[i].text for i in range(start, run[0]))))
    told = [i for i in run if (stems := lexemes(lines[i].text)) and set(stems) <= text]
    below = next((lines[i].kind for i in range(run[-1] + 1, stop) if lines[i].kind != "blank"), "end")
    is_of_site = any(lines[i].text.isascii() or fold(lines[i].text) in SECTIONS for i in run)
    is_named = below in FRAMES_TAGS and len(run) <= MOST_TAGS and not is_of_site
    return 2 * len(told) >= len(run) or (is_named and 3 * len(told) >= len(run))


def _find_run(lines: Sequence[Line], start: int, stop: int) -> list[int]:
    run: list[int] = []
    for index in range(start, stop):
        line = lines[index]
        if line.kind == "blank" or (line.kind == "chrome" and not run):
            continue
        if line.kind != "short" or not _may_be_tag(line.text):
            return run
        run.append(index)
    return run


def _may_be_tag(text: str) -> bool:
    return len(text.split()) <= TAG_WORDS and not _MARKS.search(text) and not is_person(text)
