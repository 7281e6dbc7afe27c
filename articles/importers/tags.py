"""Part a list of keywords as sites print it: with commas, hashes, bars, or run together."""

import re
from collections.abc import Iterable

from articles.importers.labels import RUNNING
from newsroom.arabic import fold, lexemes

TAG_WORDS = 4
_MARK = re.compile(r"\s*[،,;؛|•·●▪\t\n]\s*|\s+[-–—/\\»>]\s+|\s{2,}|\s*#+")
_TRIM = ' .#:"«»()[]*'
_DATED = re.compile(r"\d{1,2}\s+\S+(?:\s*/\s*\S+)?\s+(?:19|20)\d\d")
LIST_MARKS = frozenset("،,;؛|#•·")


def split_tags(text: str) -> list[str]:
    """Part keywords at any mark: «#سوق_السمك #المرسى» → سوق السمك, المرسى."""
    is_hashed = "#" in text
    parts = [part.strip(_TRIM) for part in _MARK.split(text)]
    return _unique(part.replace("_", " ") if is_hashed or "_" in part else part for part in parts if part)


def _unique(parts: Iterable[str]) -> list[str]:
    return list({fold(part): part for part in reversed([*filter(None, parts)])}.values())[::-1]


def is_tag_list(text: str) -> bool:
    """Say whether a line without a label is a list of short names: «أسواق، صيد، المرسى القديم»."""
    if text.endswith((".", "؟", ":", "!", "…")) or len(text) > 300 or _DATED.search(text):
        return False
    if text.startswith("#"):
        spaced = text.count("# ") > 1 and all(len(tag.split()) <= TAG_WORDS for tag in text.split("#"))
        return spaced or all(word.startswith("#") for word in text.replace("# ", "#").split())
    parts = split_tags(text)
    if " • " in text and len(parts) == 2:
        return all(_is_tag(part) for part in parts)
    return len(parts) >= 3 and all(_is_tag(part) for part in parts)


def _is_tag(part: str) -> bool:
    words = fold(part).split()
    return 1 <= len(words) <= TAG_WORDS and not RUNNING & set(words) and not _CONJOINED.match(words[0])


# «حضر الوزير، والمدير، والعمال» is a sentence.
_CONJOINED = re.compile(r"^(?:وال|ولل|وب|وك)")


def split_run(text: str, body: str) -> list[str]:
    """Part tags that run together by what the article itself says; nothing where they don't come from it.

    «الصيادون مرسى النخيل سوق السمك» under a text that names all three → three keywords.
    """
    hay = f" {fold(body)} {' '.join(lexemes(body))} "
    if "،" in text:
        marked = split_tags(text)
        return marked if len(marked) > 1 and all(_is_told(tag, hay) for tag in marked) else []
    words = text.split()
    folded = [fold(word) for word in words]
    if not 2 <= len(words) <= 40 or any(not word or word in RUNNING for word in folded):
        return []
    tags, index, unknown = [], 0, 0
    while index < len(words):
        size = next(
            (size for size in range(TAG_WORDS, 0, -1) if _is_in(folded[index : index + size], hay, size)), 0
        )
        unknown += not size
        tags.append(" ".join(words[index : index + (size or 1)]))
        index += size or 1
    return _unique(tags) if len(tags) > 1 and unknown * 6 <= len(tags) else []


def _is_told(tag: str, hay: str) -> bool:
    words = fold(tag).split()
    return len(words) <= TAG_WORDS and not RUNNING & set(words) and all(_is_in([w], hay, 1) for w in words)


def _is_in(words: list[str], hay: str, size: int) -> bool:
    """Find words as they are or by their stems: «السقي» in «لسقي النخيل»."""
    text = " ".join(words)
    stems = " ".join(lexemes(text))
    return len(words) == size and (f" {text} " in hay or (bool(stems) and f" {stems} " in hay))
