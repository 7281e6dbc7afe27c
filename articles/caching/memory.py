"""Pages kept in this process, bounded in bytes."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from django.conf import settings

from articles.caching.entries import Entry


@dataclass(slots=True)
class Memory:
    """Keep pages; what was asked for twice outlives what was asked for once.

    So a walk through every address, or a flood of invented ones, throws out only its like.
    """

    _once: OrderedDict[str, Entry] = field(default_factory=OrderedDict)
    _again: OrderedDict[str, Entry] = field(default_factory=OrderedDict)
    _sizes: dict[str, int] = field(default_factory=lambda: {"once": 0, "again": 0})
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str) -> Entry | None:
        with self._lock:
            if (entry := self._again.get(key)) is not None:
                self._again.move_to_end(key)
                return entry
            if (entry := self._take(key)) is not None:
                self._put_again(key, entry)
            return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep a page in the place that its address has earned."""
        with self._lock:
            if (old := self._again.pop(key, None)) is not None:
                self._sizes["again"] -= old.size
                self._put_again(key, entry)
            else:
                self._take(key)
                self._once[key] = entry
                self._sizes["once"] += entry.size
            self._trim()

    def clear(self) -> None:
        with self._lock:
            self._once.clear()
            self._again.clear()
            self._sizes = {"once": 0, "again": 0}

    @property
    def size(self) -> int:
        return sum(self._sizes.values())

    def _take(self, key: str) -> Entry | None:
        entry = self._once.pop(key, None)
        if entry is not None:
            self._sizes["once"] -= entry.size
        return entry

    def _put_again(self, key: str, entry: Entry) -> None:
        self._again[key] = entry
        self._sizes["again"] += entry.size
        while self._sizes["again"] > settings.PAGE_CACHE_BYTES * 3 // 4:
            old_key, old = self._again.popitem(last=False)
            self._sizes["again"] -= old.size
            self._once[old_key] = old
            self._sizes["once"] += old.size

    def _trim(self) -> None:
        while self._once and self.size > settings.PAGE_CACHE_BYTES:
            _key, old = self._once.popitem(last=False)
            self._sizes["once"] -= old.size


memory = Memory()
