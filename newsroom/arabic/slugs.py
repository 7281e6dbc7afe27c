"""Make the readable part of an address."""

import re

from newsroom.arabic.normalize import strip_marks

_WORD = re.compile(r"[^\W_]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def _encoded_length(text: str) -> int:
    """Count the bytes of a text in an address, where each byte beyond ASCII takes three."""
    size = len(text.encode())
    return size + 2 * (size - len(_BEYOND_ASCII.sub("", text)))


def _cut(word: str, room: int) -> str:
    """Shorten a word between characters, so that no percent sequence is broken."""
    while _encoded_length(word) > room:
        word = word[:-1]
    return word


def slugify(text: str, *, max_bytes: int = 180) -> str:
    """Join the words of a text by hyphens, letters as spelled: «وتُعدّ الزيارة» → «وتعد-الزيارة».

    The slug takes at most max_bytes once percent-encoded; a text without a word gives "".
    """
    words = _WORD.findall(strip_marks(text).lower())
    slug = "-".join(words)
    return slug if _encoded_length(slug) <= max_bytes else _shortened(words, max_bytes)


def _shortened(words: list[str], max_bytes: int) -> str:
    slug = ""
    for word in words:
        longer = f"{slug}-{word[:max_bytes]}" if slug else _cut(word[:max_bytes], max_bytes)
        if _encoded_length(longer) > max_bytes:
            break
        slug = longer
    return slug
