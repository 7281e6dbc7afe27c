"""One rendering of a page at a time in a process: the others of a crowd wait for it."""

import threading
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Flight:
    """A page that a thread is making; `is_kept` tells those who waited whether to look for it."""

    landed: threading.Event = field(default_factory=threading.Event)
    is_kept: bool = False


_PASSING_SECONDS, _MOST_PASSING = 1.0, 10_000


@dataclass(slots=True)
class Flights:
    _under_way: dict[str, Flight] = field(default_factory=dict)
    _passing: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def join(self, key: str) -> tuple[Flight, bool]:
        """Return the flight of a page, and whether it is the caller's to make it, and to land it."""
        with self._lock:
            if found := self._under_way.get(key):
                return found, False
            flight = self._under_way[key] = Flight()
            return flight, True

    def land(self, key: str, flight: Flight) -> None:
        with self._lock:
            self._under_way.pop(key, None)
            if not flight.is_kept:
                if len(self._passing) >= _MOST_PASSING:
                    self._passing.clear()
                self._passing[key] = time.monotonic() + _PASSING_SECONDS
        flight.landed.set()

    def is_passing(self, key: str) -> bool:
        """Say whether the address just gave nothing to keep: those who ask for it need not queue."""
        return self._passing.get(key, 0.0) > time.monotonic()


flights = Flights()
