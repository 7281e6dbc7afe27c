"""Tell the name of a person from other short lines by the given name that it begins with."""

import re

from articles.importers.labels import GIVEN, TITLES, TRADES, is_name
from newsroom.arabic import fold

NAME_WORDS = 5
# «فهد البقمي (الطائف) fahad@paper.example», «لمى الناصر - البندر»: whence somebody writes.
_HANDLE = re.compile(r"(?:(?<!\s)\s+)?(?:@\w+|\w+@|(?<!\S)\S[^\s@]*@\S+\.\w+)$")
_PLACE = re.compile(r"(?:(?<!\s)\s+)?\([^()\d]{2,30}\)$|(?<!\s)\s+[-–—]\s+[^-–—\d]{2,25}$")
_FROM = re.compile(r"^(?:من|كتب|كتبت|كتبه|كتبها|بقلم|إعداد|[^-–—\d.:]{2,20}\s[-–—])\s+")
_TITLE = re.compile(r"^[أدم]\s?[./]\s*")


def is_person(text: str) -> bool:
    """Say whether a text is the name of a person beyond doubt: «د. ليث القضاة», not «مجالات البحث»."""
    words = _TITLE.sub("", text).split()
    if words and fold(words[0]) in TITLES:
        words = words[1:]
    if not 2 <= len(words) <= NAME_WORDS or not is_name(" ".join(words)):
        return False
    return fold(words[0]) in GIVEN or fold("".join(words[:2])) in GIVEN


def split_photographer(caption: str) -> tuple[str, str]:
    """Part a caption and who took the picture: «عاملات التعاونية / عزيز الجبلي» → عزيز الجبلي."""
    text, stroke, name = caption.rpartition(" / ")
    return (text, name) if stroke and is_person(name) and len(text.split()) > 2 else (caption, "")


def read_person(text: str) -> str:
    """Return the name of a person without what stands around it: «من نادر قباني» → نادر قباني."""
    text = _HANDLE.sub("", text.strip()).strip()
    name = _PLACE.sub("", _PLACE.sub("", text)).strip()
    if not is_person(name):
        name = _FROM.sub("", text if is_person(_FROM.sub("", text)) else name)
    words = name.split()
    trade = next((at for at, word in enumerate(words) if at > 1 and fold(word) in TRADES), len(words))
    name = " ".join(words[:trade])
    return name if is_person(name) else ""
