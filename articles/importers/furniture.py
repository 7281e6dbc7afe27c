"""Know the frame of a site: menus, paths, counters, share bars, rulings and tickers."""

import re

from articles.importers.labels import SECTIONS, whole_role
from newsroom.arabic import fold

MENU_LENGTH = 400
TICKER_ITEMS = 4
SENTENCE_LENGTH = 90
RIGHTS_LENGTH = 200
_RULING = re.compile(
    r"[\s=\-_*~#•·—–+.▬═─]{3,}|[=*~_─═▬-]{3,}[^=*~_─═▬-]{0,40}[=*~_─═▬-]{3,}|\W?\s?\*\s?\*\s?\*\s?"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\s]{3,}"
)
_DIVIDERS = re.compile(r"\s*[|•·>»›‹«/←\\,،–—]\s*|\s+-\s+|\s{2,}")
_COUNTER = re.compile(
    r"^(?:\(?\d+\)?\s*(?:تعليق(?:ات|ا)?|مشاهد(?:ة|ات)|قراءة|قراءات|زيارات?|زيارة|مشارك(?:ة|ات)|إعجابات?|views?|comments?|shares?|likes?)"
    r"|(?:المشاهدات|مشاهدات|مشاهدة|الزيارات|زيارات|عدد \w+|القراءات|التعليقات|تعليقات|مشاركات|الإعجابات"
    r"|إعجاب|شارك)\s*[:(]?\s*\d[\d,.]*\s*\)?(?:\s*(?:مشاهدة|زيارة|قراءة|مرة))?"
    r"|(?:مدة |وقت |زمن )?(?:ال)?قراءة\s*:?\s*(?:في\s)?(?:\d+\s*(?:د|ث|دقيقة|دقائق|ثانية|ثوان)[\s,،و]*)+"
    r"|(?:(?:أقل من )?\d*\s*(?:دقيقة|دقائق|دقيقتان|دقيقتين)(?: واحدة)?\s*(?:من\s)?(?:لل)?(?:ال)?قراءة)"
    r"|\d+ min read|\d{1,7}|[+\-A\s]{1,5}|\(\d+\))$",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(?:جميع|كافة|كل) (?:ال)?حقوق.{0,40} محفوظة"
    r"|(?:©|\(c\)|copyright).{0,60}(?:19|20)\d\d|(?:19|20)\d\d.{0,20}©|all rights reserved",
    re.IGNORECASE,
)
# The lists of Al Jazeera count themselves; printed papers number their issues.
_FRAME = re.compile(
    r"^(?:list (?:of )?\d+ (?:items?|of \d+)|السنة \S+.{0,20}العدد.{0,30}"
    r"|.{0,60}[-–|] العدد \S+.{0,60}|(?:ال)?(?:بقية|تتمة)\s(?:على |في )?(?:ال)?ص(?:فحة)?\s?\d+"
    r"|(?:ص|صفحة)\s?\d{1,3}\s[-–]\s[^\d.]{4,40}|[^\d.]{4,40}\s[-–]\s(?:ص|صفحة)\s?\d{1,3}|صفحة \d+ من (?:اصل )?\d+"
    r"|Doc-[\w-]+|photos? \d+|[\d.,]+[KM]?\sviews|edited \d{1,2}:\d\d|LOC\d{1,2}:\d\d"
    r"|\d{1,2}:\d\d\s(?:GMT|ت\s?مـ?)|\d+\s?[دث]|\w{1,3}[./]?\s?\w{0,2}\s?/\s?\w{1,2}[. ]\s?\w{1,2}"
    r"|https?://\S+|www\.\S+|\S+@\S+\.\w+|\d{1,2}:\d\d|[\d.]+x)$",
    re.IGNORECASE,
)
MENU_PART = 14
_GAP = re.compile(r"[ \u00a0]{4,}|\t+")


def is_ruling(text: str) -> bool:
    """Say whether a line parts two texts: «=====», «* * *», «--- 2 ---»."""
    return len(text) <= 200 and bool(_RULING.fullmatch(text)) and not re.fullmatch(r"[.\s]+", text)


def read_furniture(text: str) -> str | None:
    """Return the role of a line made of parts of the frame and nothing else: «الرئيسية > سياسة» → chrome."""
    if len(text) > MENU_LENGTH:
        return None
    if _COUNTER.match(text):
        return "tools"
    if _FRAME.match(text) or (text.count("|") >= 2 and max(map(len, text.split("|"))) <= MENU_PART):
        return "chrome"
    if len(text) <= RIGHTS_LENGTH and _RIGHTS.search(text):
        return "chrome"
    return None if len(text) > SENTENCE_LENGTH and text.endswith(".") else _read_menu(text)


def _read_menu(text: str) -> str | None:
    """Read a line all of whose parts are words of a menu or of a share bar."""
    parts = [part for part in map(fold, _DIVIDERS.split(text)) if part]
    if len(parts) < 2:
        words = fold(text).split()
        roles = {whole_role(word) for word in words}
        return "tools" if len(words) > 1 and roles == {"tools"} else None
    if parts[0] in ("الرءيسيه", "الصفحه الرءيسيه", "home") and not text.endswith("."):
        return "chrome"
    roles = {
        whole_role(part) or ("chrome" if part in SECTIONS or part.isdecimal() else None) for part in parts
    }
    if None in roles:
        return None
    return "tools" if roles <= {"tools"} else "comments" if roles == {"comments"} else "chrome"


def split_ticker(raw: str) -> list[str]:
    """Part the headlines of a line that holds many, with wide gaps between them."""
    if len(raw) < 60 or ("    " not in raw and "\t" not in raw and "\u00a0" not in raw):
        return []
    parts = [part.strip() for part in _GAP.split(raw.strip()) if part.strip()]
    return parts if len(parts) >= TICKER_ITEMS else []
