"""Quotation marks and brackets: their other half, their order, and the way of the house."""

import re
from collections import Counter
from collections.abc import Iterator

from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.rules import Problem, ask, safe

UNBALANCED = ask("unbalanced", "علامة بلا نظيرها", "error")
REVERSED = safe("reversed-brackets", "قوسان معكوسان")
NESTED = ask("nested-quotes", "تنصيص داخل تنصيص بالعلامة نفسها", "advice")
MIXED = ask("mixed-quotes", "علامتا تنصيص تخالفان سائر المقال", "advice")
HOUSE = safe("house-quotes", "علامتا تنصيص على غير اختيار الدار")
MIXED_STOP = ask("mixed-stop", "موضع النقطة من علامة التنصيص يخالف سائر المقال", "advice")
HOUSE_STOP = safe("house-stop", "موضع النقطة من علامة التنصيص على غير اختيار الدار")
RULES = (UNBALANCED, REVERSED, NESTED, MIXED, HOUSE, MIXED_STOP, HOUSE_STOP)

_PAIRS = {"»": "«", ")": "(", "]": "["}
_NAMES = {"«": "علامة تنصيص بلا نظيرها", "(": "قوس بلا نظيره", "[": "قوس بلا نظيره"}
_MARKS = re.compile(r"[«»()\[\]]")
# Newsrooms open with ” as well as “, and close with either; «5"» are inches.
_CURLY, _STRAIGHT = re.compile("[“”„]"), re.compile('"')
_INCHES = re.compile(r"\d\"")
# «1)» and «أ)» open the items of a list.
_LIST_MARK = re.compile(r"(?:^|\s)\w{1,2}$")
_REVERSED = re.compile(r"(?<![^\s«\"])(?:\)([^\s()][^()\n]*+)\(|»([^\s«»][^«»\n]*+)«)(?![^\s،؛:؟!.\"])")
_CLOSED_FIRST = re.compile(r"(?:^|[\s«\"])[)»]\S")
STYLES = {"guillemets": "«»", "curly": "“”", "straight": '""'}
_STYLE_OF = {"«": "guillemets", "“": "curly", '"': "straight"}
_STOPS = re.compile(r"(?<=[^\s.])(?:\.(?P<inside>[»”\"])|(?P<outside>[»”\"])\.)(?![^\s])")


def find_unbalanced(copy: Copy) -> Iterator[Problem]:
    """Yield brackets and quotes without their other half."""
    yield from _find_unpaired(copy.text)
    for quote in (_CURLY, _STRAIGHT):
        place = _find_odd(copy.text, quote)
        if place is not None:
            yield _half(place, "«")


def _find_unpaired(text: str) -> Iterator[Problem]:
    opened: dict[str, list[int]] = {opener: [] for opener in _PAIRS.values()}
    for match in _MARKS.finditer(text):
        char, place = match[0], match.start()
        if char in opened:
            # A quotation of several paragraphs is opened at each of them, and closed once.
            if not (char == "«" and opened[char] and text[place - 1] == "\n"):
                opened[char].append(place)
        elif opened[_PAIRS[char]]:
            opened[_PAIRS[char]].pop()
        elif char != ")" or not _LIST_MARK.search(text, max(0, place - 4), place):
            yield _half(place, _PAIRS[char], "«" if char == "»" and _opens(text, place) else None)
    for opener, places in opened.items():
        yield from (_half(place, opener) for place in places)


def _opens(text: str, place: int) -> bool:
    """Tell whether a mark stands before a word, as an opening one does."""
    return not text[place + 1 : place + 2].isspace() and text[place - 1 : place].isspace()


def _find_odd(text: str, marks: re.Pattern[str]) -> int | None:
    """Return the last of an odd number of quotes that open and close alike, in its line; inches are none."""
    if not marks.search(text):
        return None
    odd, total, start = None, 0, 0
    for line in text.split("\n"):
        places = [match.start() for match in marks.finditer(line)]
        # Each paragraph of a long quotation is opened, and the last one closed.
        if total % 2 and places[:1] == [0]:
            places.pop(0)
        total += len(places)
        odd = start + places[-1] if len(places) % 2 else odd
        start += len(line) + 1
    return odd if total % 2 and not _INCHES.search(text) else None


def _half(place: int, opener: str, replacement: str | None = None) -> Problem:
    return UNBALANCED.at(place, place + 1, replacement, _NAMES[opener])


def find_reversed(copy: Copy) -> Iterator[Problem]:
    """Yield brackets typed as they look from the other side: «)نص(» → «(نص)»."""
    for match in _REVERSED.finditer(copy.text) if _CLOSED_FIRST.search(copy.text) else ():
        is_round = match[1] is not None
        if _is_alone(copy.text, match, "()" if is_round else "«»"):
            yield REVERSED.at(match.start(), match.end(), f"({match[1]})" if is_round else f"«{match[2]}»")


def _is_alone(text: str, match: re.Match[str], pair: str) -> bool:
    """Tell whether all brackets of the line are so reversed; else «(أ) و(ب)» would be read inside out."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    marks = [char for char in text[start : end if end >= 0 else len(text)] if char in pair]
    return "".join(marks) == (pair[1] + pair[0]) * (len(marks) // 2)


def find_styles(copy: Copy) -> Iterator[Problem]:
    """Yield the quotations whose marks are not those of the house, or of most of the article."""
    wish = copy.house.quotes
    if wish == "any":
        return
    pairs = [(start, end, _STYLE_OF[copy.text[start]]) for start, end in _outermost(copy.text)]
    chosen = _usual([style for _start, _end, style in pairs]) if wish == "one" else wish
    rule = MIXED if wish == "one" else HOUSE
    for start, end, style in pairs:
        if chosen and style != chosen:
            yield rule.at(start, start + 1, STYLES[chosen][0])
            yield rule.at(end - 1, end, STYLES[chosen][1])


def find_nested(copy: Copy) -> Iterator[Problem]:
    """Yield the inner pair of «… «…» …»."""
    if "«" not in copy.text:
        return
    opened: list[int] = []
    for match in re.finditer("[«»\n]", copy.text):
        if match[0] == "\n":
            opened = []
        elif match[0] == "«":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if opened and _is_closed(copy.text, opened[0], match.end()):
                yield NESTED.at(start, start + 1, '"')
                yield NESTED.at(match.start(), match.end(), '"')


def _is_closed(text: str, opened: int, place: int) -> bool:
    """Tell whether the outer quotation has its end in the line: «… «…» …»."""
    end = text.find("\n", place)
    rest = text[opened : end if end >= 0 else len(text)]
    return rest.count("«") == rest.count("»")


def _outermost(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of quotations that are in no other, each inside its line."""
    closer, opened = "", 0
    for match in re.finditer('[«»“”"\n]', text):
        char = match[0]
        if char == "\n":
            closer = ""
        elif closer:
            if char == closer:
                yield opened, match.end()
                closer = ""
        elif char in _STYLE_OF:
            closer, opened = STYLES[_STYLE_OF[char]][1], match.start()


def find_stops(copy: Copy) -> Iterator[Problem]:
    wish = copy.house.stop
    if wish == "any":
        return
    found = [(match, "inside" if match["inside"] else "outside") for match in _STOPS.finditer(copy.text)]
    chosen = _usual([place for _match, place in found]) if wish == "one" else wish
    rule = MIXED_STOP if wish == "one" else HOUSE_STOP
    for match, place in found:
        if chosen and place != chosen:
            yield rule.at(match.start(), match.end(), match[0][::-1])


def _usual(ways: list[str]) -> str:
    """Return the way that most go, the first of equals; nothing where there is but one."""
    counts = Counter(ways)
    return counts.most_common(1)[0][0] if len(counts) > 1 else ""
