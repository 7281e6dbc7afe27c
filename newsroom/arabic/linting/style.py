"""Where the press writes two ways: that of the house, or one in an article."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from newsroom.arabic.lexicon import read_lines
from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.rules import BASE, END, START, Problem, ask, safe, wording

MIXED_TANWEEN = ask("mixed-tanween", "تنوين الفتح في غير موضعه من سائر المقال", "advice")
HOUSE_TANWEEN = safe("house-tanween", "تنوين الفتح على غير اختيار الدار")
MIXED_SEAT = ask("mixed-seat", "همزة «مسؤول» و«شؤون» تخالف سائر المقال", "advice")
HOUSE_SEAT = safe("house-seat", "همزة «مسؤول» و«شؤون» على غير اختيار الدار")
HOUSE_ABD = safe("house-abd", "اسم «عبد» على غير اختيار الدار")
HOUSE_DOTS = safe("house-dots", "علامة الحذف على غير اختيار الدار")
HOUSE_NAME = wording("house-name", "للاسم في الدار رسم آخر", "warning")
MIXED_NAME = wording("mixed-name", "للكلمة في المقال رسمان")
RULES = (
    MIXED_TANWEEN, HOUSE_TANWEEN, MIXED_SEAT, HOUSE_SEAT, HOUSE_ABD, HOUSE_DOTS, HOUSE_NAME, MIXED_NAME,
)  # fmt: skip

_TANWEEN = re.compile(rf"(?<={BASE})(?:اً|ًا){END}")
_SEAT = re.compile(r"(?<=مس)[ؤئ](?=ول)|(?<=ش)[ؤئ](?=ون)")
_ABD = {
    "spaced": (re.compile(rf"{START}([وفبلك]?عبد)(ال{BASE}{{3,}}){END}"), r"\1 \2"),
    "joined": (re.compile(rf"{START}([وفبلك]?عبد) (ال{BASE}{{3,}}){END}"), r"\1\2"),
}
_DOTS = {"dots": (re.compile("…"), "..."), "ellipsis": (re.compile(r"(?<!\.)\.{3}(?!\.)"), "…")}
_CLITICS = frozenset(
    clitic + article for clitic in ("", *"وفبلك", "وب", "ول", "وك") for article in ("", "ال", "لل")
)
_ENDINGS = ("", "ة", "ين", "ون", "ان", "ات", "ا")


def find_tanween(copy: Copy) -> Iterator[Problem]:
    wish = copy.house.tanween
    if wish == "any":
        return
    ways = {"اً": "alef", "ًا": "letter"}
    if wish == "one" and not ("اً" in copy.text and "ًا" in copy.text):
        return
    found = [(match, ways[match[0]]) for match in _TANWEEN.finditer(copy.text)]
    rule = MIXED_TANWEEN if wish == "one" else HOUSE_TANWEEN
    chosen = _usual([way for _match, way in found]) if wish == "one" else wish
    for match, way in found:
        if chosen and way != chosen:
            yield rule.at(match.start(), match.end(), match[0][::-1])


def find_seats(copy: Copy) -> Iterator[Problem]:
    """Yield «مسئول» beside «مسؤول»: both are right, one in an article."""
    wish = copy.house.seat
    if wish == "any":
        return
    if wish == "one" and "سئول" not in copy.text and "شئون" not in copy.text:
        return
    ways = {"ؤ": "waw", "ئ": "yeh"}
    found = [(match, ways[match[0]]) for match in _SEAT.finditer(copy.text)]
    rule = MIXED_SEAT if wish == "one" else HOUSE_SEAT
    chosen = _usual([way for _match, way in found]) if wish == "one" else wish
    for match, way in found:
        if chosen and way != chosen:
            yield rule.at(match.start(), match.end(), "ؤ" if match[0] == "ئ" else "ئ")


def find_choices(copy: Copy) -> Iterator[Problem]:
    """Yield «عبدالله» and «…» where the house writes «عبد الله» and «...»."""
    for rule, ways, wish in ((HOUSE_ABD, _ABD, copy.house.abd), (HOUSE_DOTS, _DOTS, copy.house.dots)):
        if wish in ways:
            pattern, written = ways[wish]
            for match in pattern.finditer(copy.text):
                yield rule.at(match.start(), match.end(), match.expand(written))


def find_names(copy: Copy) -> Iterator[Problem]:
    """Yield names that the house spells otherwise: «ترمب» → «ترامب»."""
    names = copy.house.names
    if not names:
        return
    for match in _any_of(tuple(names)).finditer(copy.text):
        yield HOUSE_NAME.at(*match.span("name"), names[match["name"]])


@lru_cache(maxsize=8)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    spellings = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"{START}(?:[وف]?[بلك]?(?:ال)?)(?P<name>{spellings}){END}")


@cache
def _spellings() -> Mapping[str, str]:
    """Map each spelling of a word that has more than one to their head: «أميركا» → «أمريكا»."""
    found = {}
    for line in read_lines("synonyms.txt"):
        head, _colon, variants = line.partition(": ")
        for spelling in (head, *variants.split()):
            found.update({spelling + ending: head + ending for ending in _ENDINGS})
    return found


def find_mixed_names(copy: Copy) -> Iterator[Problem]:
    """Yield the rarer spelling of a word that an article has in two: «أمريكا» beside «أميركا»."""
    known = _spellings()
    found: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for start, end, word in copy.words:
        for begin in range(min(5, len(word) - 2)):
            if (name := word[begin:]) in known and word[:begin] in _CLITICS:
                found[known[name]].append((start + begin, end, name))
    for places in found.values():
        usual = _usual([name for _start, _end, name in places])
        for start, end, name in places:
            if usual and name != usual:
                yield MIXED_NAME.at(start, end, usual)


def _usual(ways: list[str]) -> str:
    """Return the way that most go, the first of equals; nothing where there is but one."""
    counts = Counter(ways)
    return counts.most_common(1)[0][0] if len(counts) > 1 else ""
