"""Choose the headline among the short lines above a text: tickers, kickers and titles of pages are none."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from articles.importers.labels import SECTIONS, TOLD, is_agency
from articles.importers.lines import Line
from articles.importers.names import is_person
from articles.importers.outlook import is_onward, shared_words
from newsroom.arabic import fold

HEADLINE_WORDS = 4
TICKER = 5
# Longer than headlines are.
HEADLINE_MOST = 14
SHARED = 2
STAMPED = frozenset({"published", "date", "updated"})
FACTS = frozenset({"published", "date", "updated", "author", "place_author", "relative"})
HEADED = FACTS - {"place_author"}
_LEADS = re.compile(r"^(?:خلال|بحضور|برعاية|تحت رعاية|ضمن|على هامش|أثناء|لدى|بمشاركة|في إطار)\s")


def choose_headline(lines: Sequence[Line], shorts: list[int], end: int, *, has_text: bool) -> int | None:
    """Choose the headline among the short lines above a text.

    Many lines above a text are a ticker, and the headline is the one that the date or the text follows.
    """
    long = [
        i for i in shorts if len(lines[i].text.split()) >= HEADLINE_WORDS and not is_kicker(lines[i])
    ] or [i for i in shorts if fold(lines[i].text) not in SECTIONS]
    if not long:
        return None
    if (brief := choose_brief(lines, shorts, end, has_text=has_text)) is not None:
        return brief
    texts = Counter(fold(lines[i].text) for i in long)
    text = " ".join(line.text for line in lines[end : end + 4] if line.kind == "prose") if has_text else ""
    shared = {i: shared_words(lines[i].text, text) for i in long} if text and len(texts) > 1 else {}
    told = [i for i in long if shared.get(i, 0) >= SHARED]
    if told and len(texts) > TICKER:
        nearest = _before_facts(lines, long, end)
        return nearest if nearest in told else max(told, key=lambda i: shared[i])
    if told:
        # The words of a headline are those of its text; a menu, an issue number or a motto shares none.
        first = _below_kicker(lines, _without_site(lines, told), told)
        return _below_dated(lines, first, told, shared)
    if len(texts) > TICKER and has_text:
        twice = [i for i in long if texts[fold(lines[i].text)] > 1]
        return twice[0] if twice else _before_facts(lines, long, end)
    return _without_site(lines, long)


def choose_brief(lines: Sequence[Line], shorts: list[int], end: int, *, has_text: bool) -> int | None:
    """Choose a headline of one to three words right above a date or an author, where the long lines are none.

    «ساعة الميدان» / date / «لم تكن الساعة دقيقة يوما» / text: that below the date begins as a text does.
    «صوت الناس في كل مكان» / «أمطار وضباب» / date / text: of the words above the date the text tells these.
    """
    long = [i for i in shorts if len(lines[i].text.split()) >= HEADLINE_WORDS]
    brief = next((i for i in shorts if i not in long and _may_head(lines, i)), None)
    if brief is None or not long:
        return None
    if not has_text:
        return brief if long[0] > brief else None
    text = " ".join(line.text for line in lines[end : end + 4])
    if long[0] > brief:
        return brief if _begins_text(lines, long[0], end) else None
    is_else = long[-1] < brief and not any(shared_words(lines[i].text, text) for i in long)
    return brief if is_else and shared_words(lines[brief].text, text) else None


def _may_head(lines: Sequence[Line], index: int) -> bool:
    """Say whether a few words above a date or an author can be a headline: no section, no outlet, no name."""
    text = lines[index].text
    if is_kicker(lines[index]) or fold(text) in SECTIONS or is_agency(text) or is_person(text):
        return False
    below = next((line for line in lines[index + 1 :] if line.kind != "blank"), None)
    return below is not None and below.kind in HEADED


def _begins_text(lines: Sequence[Line], index: int, end: int) -> bool:
    """Say whether a line without a stop right above the text begins it: «كان أبي يقول إن…»."""
    is_above = all(line.kind == "blank" for line in lines[index + 1 : end])
    words = fold(lines[index].text).split()
    return is_above and (words[0] in TOLD or len(words) > HEADLINE_MOST or is_onward(lines[index].text))


def _below_kicker(lines: Sequence[Line], first: int, told: Sequence[int]) -> int:
    """«خلال جولة في السوق» right above another line is the kicker of that one."""
    following = next((i for i in told if i > first), None)
    is_beside = following is not None and all(line.kind == "blank" for line in lines[first + 1 : following])
    return following if following is not None and is_beside and _LEADS.match(lines[first].text) else first


def _below_dated(lines: Sequence[Line], first: int, told: Sequence[int], shared: Mapping[int, int]) -> int:
    """Titles each below a date of its own are a ticker: the text shares more with the headline."""
    best = max(told, key=lambda i: shared[i])
    is_dated = all(line_above(lines, at).kind in STAMPED for at in (first, best))
    return best if best > first and is_dated and shared[best] >= shared[first] + SHARED else first


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


def _before_facts(lines: Sequence[Line], shorts: list[int], end: int) -> int:
    facts = [i for i in range(shorts[0], end) if lines[i].kind in FACTS]
    before = [i for i in shorts if facts and i < facts[0]]
    return (before or shorts)[-1]


def is_kicker(line: Line) -> bool:
    return line.text.endswith((":", "..", "…")) and len(line.text.split()) <= 6


def line_above(lines: Sequence[Line], index: int) -> Line:
    return next((lines[i] for i in range(index - 1, -1, -1) if lines[i].kind != "blank"), lines[index])
