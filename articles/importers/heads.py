"""Tell the headline from what else stands above a text: menus, tickers, kickers, captions printed twice."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from articles.importers.captions import shows
from articles.importers.labels import DESKS, SECTIONS, is_name
from articles.importers.lines import Line
from articles.importers.names import is_person, read_person, split_photographer
from articles.importers.outlook import shared_words
from articles.importers.roles import LineRole
from articles.importers.tails import is_latin
from newsroom.arabic import fold

HEADLINE_WORDS = 4
KICKER_WORDS = 3
MENU_RUN = 4
TICKER = 5
SHARED = 2
TEXT_LENGTH = 120
NAME_WORDS = 4
CAPTION_MOST = 9
PLACE_WORDS = 2
STAMPED = frozenset({"published", "date", "updated"})
_MARKS = re.compile(r"[؟?!:*…\"«»“”،؛]|\s[-–—]\s|\.\S")
AROUND_PICTURES = frozenset({"ad", "tools", "author", "place_author", "credit", "agency"})
FACTS = frozenset({"published", "date", "updated", "author", "place_author", "relative"})


def plan_head(
    lines: Sequence[Line], start: int, stop: int, told: Mapping[int, LineRole]
) -> dict[int, LineRole]:
    """Return the roles of the lines above the text of an article that lies between two lines.

    `told` are those that an editor gave: a headline of theirs is the only one.
    """
    end, has_text = _find_text(lines, start, stop)
    menu = _find_menu(lines, start, end)
    plan = dict.fromkeys(menu, LineRole.CHROME)
    shorts = [i for i in range(start, end) if lines[i].kind == "short" and i not in plan and i not in told]
    given = [i for i in range(start, stop) if told.get(i) == LineRole.HEADLINE]
    if given:
        _plan_above(lines, start, given[0], plan, told)
        return plan
    if not shorts:
        weak = [i for i in range(start, end) if lines[i].kind == "author" and lines[i].is_weak]
        return plan | ({weak[0]: LineRole.HEADLINE} if weak else {})
    headline = _choose(lines, shorts, end, has_text=has_text)
    if headline is None:
        return plan
    plan[headline] = LineRole.HEADLINE
    _plan_above(lines, start, headline, plan, told)
    below = [i for i in shorts if i > headline]
    if has_text:
        _plan_people_and_pictures(lines, below, headline, end, plan)
    _plan_below(lines, below, headline, end, plan)
    return plan


def _find_text(lines: Sequence[Line], start: int, stop: int) -> tuple[int, bool]:
    """Return where the text begins: the first sentence, or a line too long for a second headline."""
    shorts = 0
    for index in range(start, stop):
        line = lines[index]
        if line.kind == "prose" or any(part.kind == "prose" for part in line.parts):
            return index, True
        if line.kind == "short":
            if shorts and len(line.text) > TEXT_LENGTH:
                return index, True
            shorts += 1
    return stop, False


def _find_menu(lines: Sequence[Line], start: int, end: int) -> list[int]:
    """Return the lines of a menu: a run of very short ones."""
    found: list[int] = []
    run: list[int] = []
    for index in range(start, end + 1):
        line = lines[index] if index < end else None
        if line and line.kind in ("blank", "chrome", "tools", "nav"):
            continue
        if (
            line
            and line.kind in ("short", "bullet")
            and len((line.value or line.text).split()) <= KICKER_WORDS
            and line.text[-1] not in ":؟"
        ):
            run.append(index)
            continue
        found += run if len(run) >= MENU_RUN else []
        run = []
    return found


def _choose(lines: Sequence[Line], shorts: list[int], end: int, *, has_text: bool) -> int | None:
    """Choose the headline among the short lines above a text.

    Many lines above a text are a ticker, and the headline is the one that the date or the text follows.
    """
    long = [
        i for i in shorts if len(lines[i].text.split()) >= HEADLINE_WORDS and not _is_kicker(lines[i])
    ] or [i for i in shorts if fold(lines[i].text) not in SECTIONS]
    if not long:
        return None
    texts = Counter(fold(lines[i].text) for i in long)
    text = " ".join(line.text for line in lines[end : end + 4] if line.kind == "prose") if has_text else ""
    shared = {i: shared_words(lines[i].text, text) for i in long} if text and len(texts) > 1 else {}
    told = [i for i in long if shared.get(i, 0) >= SHARED]
    if told and len(texts) > TICKER:
        nearest = _before_facts(lines, long, end)
        return nearest if nearest in told else max(told, key=lambda i: shared[i])
    if told:
        # The words of a headline are those of its text; a menu, an issue number or a motto shares none.
        return _without_site(lines, told)
    if len(texts) > TICKER and has_text:
        twice = [i for i in long if texts[fold(lines[i].text)] > 1]
        return twice[0] if twice else _before_facts(lines, long, end)
    return _without_site(lines, long)


def _without_site(lines: Sequence[Line], long: list[int]) -> int:
    first = lines[long[0]].text
    for other in long[1:]:
        # «عنوان - اسم الموقع» is the title of the page above the headline itself.
        if first.startswith(lines[other].text) and first[len(lines[other].text) :].lstrip()[:1] in (
            "-",
            "|",
            "–",
            "»",
            ":",
        ):
            return other
    return long[0]


def _is_kicker(line: Line) -> bool:
    return line.text.endswith((":", "..", "…")) and len(line.text.split()) <= 6


def _before_facts(lines: Sequence[Line], shorts: list[int], end: int) -> int:
    facts = [i for i in range(shorts[0], end) if lines[i].kind in FACTS]
    before = [i for i in shorts if facts and i < facts[0]]
    return (before or shorts)[-1]


def _plan_above(
    lines: Sequence[Line], start: int, headline: int, plan: dict[int, LineRole], told: Mapping[int, LineRole]
) -> None:
    """A short line right above the headline is its kicker; what else stands there is the site's frame."""
    above = [
        i
        for i in range(start, headline)
        if lines[i].kind in ("short", "bullet", "similar", "read_also", "ticker")
        and i not in plan
        and i not in told
    ]
    for index in above:
        line = lines[index]
        is_title = line.text.startswith(lines[headline].text)
        is_short = line.kind == "short" and (len(line.text.split()) <= KICKER_WORDS or _is_kicker(line))
        is_last = index == above[-1]
        is_beside = all(lines[i].kind in ("blank", *FACTS) for i in range(index + 1, headline))
        if line.kind == "short" and is_last and is_beside and is_person(line.text):
            plan[index] = LineRole.BYLINE
            continue
        plan[index] = (
            LineRole.DUPLICATE if is_title else LineRole.KICKER if is_short and is_last else LineRole.CHROME
        )


def _plan_below(
    lines: Sequence[Line], shorts: list[int], headline: int, end: int, plan: dict[int, LineRole]
) -> None:
    """Between headline and text a line printed twice is a caption; a name beside a date, the author."""
    told = [i for i in range(headline + 1, end + 1) if i < len(lines) and lines[i].kind != "blank"]
    after = dict(zip(told, told[1:], strict=False))
    for index in shorts:
        line, following = lines[index], lines[after[index]] if index in after else None
        if index in plan or following is None or line.text == lines[headline].text:
            continue
        is_caption = following.caption is not None and following.caption.caption == line.text
        if following.text == line.text or is_caption:
            plan[index] = LineRole.DUPLICATE if is_caption else LineRole.CAPTION
        elif fold(line.text) in SECTIONS:
            plan[index] = LineRole.CHROME
        elif (
            index != headline
            and _is_alone_as_author(line, following)
            or fold(line.text) in DESKS
            or (_stands_as_author(lines, index, following) and _may_be_person(line.text))
        ):
            plan[index] = LineRole.BYLINE


def _plan_people_and_pictures(
    lines: Sequence[Line], shorts: list[int], headline: int, end: int, plan: dict[int, LineRole]
) -> None:
    """Tell names by the given names they begin with, and captions by how they open or by where they stand."""
    told = [i for i in range(headline, min(end + 1, len(lines))) if lines[i].kind != "blank"]
    after, before = dict(pairwise(told)), dict(pairwise(reversed(told)))
    stamped = next((i for i in told if lines[i].kind in STAMPED), len(lines))
    for index in shorts:
        if index in plan or index not in after or fold(lines[index].text) in SECTIONS:
            continue
        line, above, below = lines[index], lines[before[index]], lines[after[index]]
        if line.text in (
            lines[headline].text,
            above.text,
            below.text,
            below.caption and below.caption.caption,
        ):
            continue
        if role := _role_below(line, below, is_below_date=index > stamped):
            plan[index] = role


def _role_below(line: Line, below: Line, *, is_below_date: bool) -> LineRole | None:
    if is_latin(line.text):
        return LineRole.CHROME
    if read_person(line.text):
        return LineRole.BYLINE
    if _is_place(line.text, below):
        return LineRole.DATELINE
    is_credited = bool(split_photographer(line.text)[1])
    is_placed = is_below_date and _stands_as_caption(line.text, below)
    return LineRole.CAPTION if shows(line.text) or is_credited or is_placed else None


def _stands_as_author(lines: Sequence[Line], index: int, following: Line) -> bool:
    """A name stands beside the date, or right above the text where it is two or three words."""
    if following.kind in FACTS:
        return True
    before = next((lines[i] for i in range(index - 1, -1, -1) if lines[i].kind != "blank"), None)
    is_beside = before is not None and before.kind in FACTS
    return (
        is_beside
        and following.kind in ("prose", "dateline", "caption")
        and len(lines[index].text.split()) <= 3
    )


def _is_place(text: str, following: Line) -> bool:
    """«المدينة البيضاء» above «المدينة البيضاء/ خالد مصلح/ الأناضول»."""
    return len(text.split()) <= PLACE_WORDS and following.text != text and following.text.startswith(text)


def _stands_as_caption(text: str, below: Line) -> bool:
    """A line of a few words below the date is what a picture there shows; a deck stands above the date."""
    words = len(text.split())
    leads = below.kind in AROUND_PICTURES or (below.kind == "prose" and words >= HEADLINE_WORDS)
    return leads and 2 <= words <= CAPTION_MOST and not _MARKS.search(text)


def _is_alone_as_author(line: Line, following: Line) -> bool:
    """A name right above the text that the text itself does not tell: «نيفين كمال»."""
    is_above = following.kind in ("prose", "dateline") and 2 <= len(line.text.split()) <= 3
    return is_above and _may_be_person(line.text) and not shared_words(line.text, following.text)


def _may_be_person(text: str) -> bool:
    words = text.split()
    return (
        is_name(text)
        and len(words) <= NAME_WORDS
        and not words[0].startswith("ال")
        and not text.endswith(":")
    )
