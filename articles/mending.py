"""Mend damaged text in the fields of an incoming record, and write down which fields were."""

import re
from collections.abc import Mapping
from typing import Any

from newsroom.arabic import restore

# Keys, addresses and states are no text that a person reads.
UNTOUCHED = frozenset({"id", "namespace", "url", "status", "language", "article"})
# A longer list is no field of ours, and is refused.
MOST_ENTRIES = 1000
# What is lost for good: «????? ????» was written in an encoding without Arabic, U+FFFD read in a wrong one.
_LOST = re.compile(r"(?<!\S)\?{2,}[.,:]?[ ]\?{2,}(?![^\s.,:])|\ufffd")


class Mending:
    """Mends values one by one; `hints` name the fields that were repaired and those that look damaged."""

    def __init__(self) -> None:
        self.repaired: dict[str, None] = {}
        self.suspect: dict[str, None] = {}

    def mend(self, name: str, value: Any, depth: int = 3) -> Any:
        """Return a text, or a list or object of texts, with «ط§ظ„» made «ال» again."""
        if isinstance(value, str):
            return self._mend_text(name, value)
        if isinstance(value, list) and depth and len(value) <= MOST_ENTRIES:
            return [self.mend(name, item, depth - 1) for item in value]
        if isinstance(value, Mapping) and depth:
            return {
                key: item if key in UNTOUCHED else self.mend(name, item, depth - 1)
                for key, item in value.items()
            }
        return value

    def _mend_text(self, name: str, text: str) -> str:
        restored = restore(text)
        if restored.is_repaired:
            self.repaired[name] = None
        if restored.is_suspect or _is_lost(restored.text):
            self.suspect[name] = None
        return restored.text

    @property
    def hints(self) -> dict[str, Any]:
        """Return {"damaged": {"repaired": [fields], "suspect": [fields]}}, or nothing to tell."""
        found = {"repaired": list(self.repaired), "suspect": list(self.suspect)}
        damaged = {name: fields for name, fields in found.items() if fields}
        return {"damaged": damaged} if damaged else {}


def _is_lost(text: str) -> bool:
    """Look for the signs first, at the speed of memory: nearly no text has them."""
    return ("??" in text or "\ufffd" in text) and _LOST.search(text) is not None
