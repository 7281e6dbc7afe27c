"""Tell the headline from what else stands above a text: menus, tickers, kickers, captions printed twice."""

import re
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise

from articles.importers.captions import shows
from articles.importers.choosing import (
    FACTS,
    HEADLINE_WORDS,
    STAMPED,
    choose_headline,
    is_kicker,
    line_above,
)
from articles.importers.labels import DESKS, SECTIONS, TRADES, is_name
from articles.importers.lines import Line
from articles.importers.names import is_person, read_person, split_photographer
from articles.importers.outlook import shared_words
from articles.importers.roles import LineRole
from articles.importers.stacks import find_menus, find_stacked, heads_verses, release
from articles.importers.tails import is_latin
from newsroom.arabic import fold

KICKER_WORDS = 3
TEXT_LENGTH = 120
NAME_WORDS = 4
CAPTION_MOST = 9
PLACE_WORDS = 2
_MARKS = re.compile(r"[؟?!:*…\"«»“”،؛]|\s[-–—]\s|\.\S")
AROUND_PICTURES = frozenset({"ad", "tools", "author", "place_author", "credit", "agency"})


def plan_head(
    lines: Sequence[Line], start: int, stop: int, told: Mapping[int, LineRole]
) -> dict[int, LineRole]:
    """Return the roles of the lines above the text of an article that lies between two lines.

    `told` are those that an editor gave: a headline of theirs is the only one.
    """
    end, has_text = _find_text(lines, start, stop)
    menu = find_menus(lines, start, end)
    plan = dict.fromkeys(chain.from_iterable(menu), LineRole.CHROME)
    shorts = [i for i in range(start, end) if lines[i].kind == "short" and i not in plan and i not in told]
    given = [i for i in range(start, stop) if told.get(i) == LineRole.HEADLINE]
    if given:
        _plan_above(lines, start, given[0], plan, told)
        return plan
    if not (shorts or has_text) and menu and heads_verses(lines, menu[0]):
        shorts = menu[0][:1]
        menu[0] = menu[0][1:]
    if not shorts:
        weak = [i for i in range(start, end) if lines[i].kind == "author" and lines[i].is_weak]
        return plan | ({weak[0]: LineRole.HEADLINE} if weak else {})
    headline = choose_headline(lines, shorts, end, has_text=has_text)
    if headline is None:
        return plan
    plan[headline] = LineRole.HEADLINE
    _plan_above(lines, start, headline, plan, told)
    plan |= release(lines, [run for run in menu if run[0] > headline], has_text=has_text)
    stacked = find_stacked(lines, headline + 1, end)
    below = [i for i in shorts if i > headline and i not in stacked]
    if len(lines[headline].text.split()) < HEADLINE_WORDS:
        plan |= dict.fromkeys(_begin_text(lines, below, end), LineRole.PARAGRAPH)
    if has_text:
        _plan_people_and_pictures(lines, below, headline, end, plan)
    plan |= _plan_frame_again(lines, start, headline, [i for i in below if i not in plan])
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


def _begin_text(lines: Sequence[Line], below: Sequence[int], end: int) -> list[int]:
    """Return the line without a stop that begins the text below a headline of a few words."""
    last = below[-1:]
    is_above = all(line.kind == "blank" for line in lines[last[0] + 1 : end]) if last else False
    return [i for i in last if is_above and len(lines[i].text.split()) >= HEADLINE_WORDS]


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
    for index, following in zip(above, [*above[1:], None], strict=False):
        is_beside = following is None and all(
            lines[i].kind in ("blank", *FACTS) for i in range(index + 1, headline)
        )
        plan[index] = _role_above(lines, index, headline, following, is_beside=is_beside)


def _role_above(
    lines: Sequence[Line], index: int, headline: int, following: int | None, *, is_beside: bool
) -> LineRole:
    line = lines[index]
    is_short = line.kind == "short" and (len(line.text.split()) <= KICKER_WORDS or is_kicker(line))
    if line.kind == "short" and is_person(line.text) and (is_beside or _has_trade(lines, following)):
        return LineRole.BYLINE
    if line.text.startswith(lines[headline].text):
        return LineRole.DUPLICATE
    return LineRole.KICKER if is_short and following is None else LineRole.CHROME


def _has_trade(lines: Sequence[Line], following: int | None) -> bool:
    """Say whether the line below a name tells what that person is: «كاتبة وباحثة في شؤون المدن»."""
    return following is not None and fold(lines[following].text.split()[0]) in TRADES


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


def _plan_frame_again(
    lines: Sequence[Line], start: int, headline: int, shorts: Sequence[int]
) -> dict[int, LineRole]:
    """A word or two from above the headline, printed again below it, is the site's or the section's name."""
    above = {line.text for line in lines[start:headline]}
    again = [i for i in shorts if lines[i].text in above]
    return {i: LineRole.CHROME for i in again if len(lines[i].text.split()) <= PLACE_WORDS}


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
    is_beside = line_above(lines, index).kind in FACTS
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
