"""Spaces: too many, missing, or on the wrong side of a mark."""

import re
from collections.abc import Iterator

from newsroom.arabic.characters import ARABIC
from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.rules import BASE, LETTER, Pattern, Problem, Rule, ask, put, safe

TRAILING = safe("trailing-space", "مسافة في آخر السطر")
INSIDE = safe("space-inside-brackets", "مسافة داخل القوسين أو علامتي التنصيص")
BEFORE = safe("space-before-punctuation", "مسافة قبل علامة الترقيم")
ODD = safe("odd-space", "مسافات متتابعة أو غير معتادة")
AFTER = safe("space-after-punctuation", "لا مسافة بعد علامة الترقيم")
OUTSIDE = ask("space-outside-brackets", "لا مسافة بين الكلمة والقوس أو علامة التنصيص")
WAW = safe("separated-waw", "واو العطف مفصولة عن الكلمة")
RULES = (TRAILING, INSIDE, BEFORE, ODD, AFTER, OUTSIDE, WAW)

_OTHER = "\t\u00a0\u2000-\u200a\u202f\u205f\u3000"
# A single space between two words, as most are, is not looked at.
_SPACES = re.compile(
    f"[ {_OTHER}]++(?:(?<=[{_OTHER}])|(?<=  )|(?<=[(\\[«] )|(?<= )(?=[)\\]»،؛؟!,;?:.\n]|\\Z))"
)
_NEAR = 400
_AT_LETTER = re.compile(LETTER)

PATTERNS = (
    # «قال،ثم» → «قال، ثم», «الوزارة.وأكد» → «الوزارة. وأكد»; not in «أ.ف.ب» or «د.أحمد».
    Pattern(
        AFTER,
        re.compile(rf"(?<=[،؛؟])(?={BASE})|(?<={BASE}[:!])(?={BASE})|(?<={BASE}{{4}}\.)(?={BASE}{{4}})"),
        put(" "),
        "،؛؟:!.",
    ),
    # «محمد و أحمد» → «محمد وأحمد»; not in «أ و ب».
    Pattern(
        WAW,
        re.compile(rf"(?<={LETTER}{{2}} و) (?={BASE}{{2}})|(?<=[،؛»\"] و) (?={BASE}{{2}})"),
        put(""),
    ),
    # «الشرع(يسار)» → «الشرع (يسار)»; not in «موظف(ة)» and «و«الحياة»».
    Pattern(
        OUTSIDE,
        re.compile(rf"(?<={BASE}{{3}})(?=[(«][{ARABIC}\d]{{3}})|(?<={BASE}{{3}}[)»])(?={BASE}{{2}})"),
        put(" "),
        "(«)»",
    ),
)


def find_spaces(copy: Copy) -> Iterator[Problem]:
    text = copy.text
    for match in _SPACES.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
        found = _judge(before, match[0], after, text[end + 1 : end + 2] or "\n")
        if found and not (found[0] is INSIDE and _is_outside(text, start, end)):
            yield found[0].at(start, end, found[1])


def _is_outside(text: str, start: int, end: int) -> bool:
    """Tell whether a quotation mark is used as its other half: in « مجلة »نبض» » the space is right."""
    if text[end : end + 1] == "»":
        return text.rfind("«", max(0, start - _NEAR), start) <= text.rfind("»", max(0, start - _NEAR), start)
    if text[start - 1 : start] == "«":
        closed, opened = text.find("»", end, end + _NEAR), text.find("«", end, end + _NEAR)
        return closed < 0 or 0 <= opened < closed
    return False


def _judge(before: str, spaces: str, after: str, next_after: str) -> tuple[Rule, str] | None:
    """Return the rule that a run of spaces breaks and what should stand there, or None where it is right."""
    if after == "\n":
        return TRAILING, ""
    if before == "\n":
        return None
    if before in "([«" or after in ")]»":
        return INSIDE, ""
    if after in "،؛؟!,;?:." and _AT_LETTER.match(before) and (next_after.isspace() or next_after in '«"('):
        return BEFORE, ""
    return None if spaces == " " else (ODD, " ")
