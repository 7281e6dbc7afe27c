"""What is asked of a headline beyond what is asked of any text."""

import re
from collections.abc import Iterator

from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.rules import Problem, ask

LONGEST = 90
STOP = ask("headline-stop", "لا نقطة في آخر العنوان")
LONG = ask("headline-length", f"العنوان أطول من {LONGEST} حرفا")
CHAIN = ask("headline-dots", "نقطتان متتاليتان في العنوان", "advice")
QUOTED = ask("headline-quoted", "العنوان كله بين علامتي تنصيص", "advice")
RULES = (STOP, LONG, CHAIN, QUOTED)

_STOP = re.compile(r"(?<=[^.\s])\.\s*\Z")
_CHAIN = re.compile(r"(?<!\.)\.\.(?!\.)")
_QUOTED = re.compile(r"\s*(?:«[^«»]*»|\"[^\"]*\"|“[^“”]*”)\s*\Z")


def find_headline(copy: Copy) -> Iterator[Problem]:
    text = copy.text
    if match := _STOP.search(text):
        yield STOP.at(match.start(), match.end(), "")
    if len(text.strip()) > LONGEST:
        yield LONG.at(0, len(text))
    if match := _CHAIN.search(text):
        yield CHAIN.at(match.start(), match.end())
    if _QUOTED.match(text):
        yield QUOTED.at(0, len(text))
