"""What a check gives, and what a check is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from django.core.checks import ERROR, CheckMessage
from django.utils.functional import Promise


class Level(Enum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is and, where it is not well, how to mend it.

    `id` is that of Django's system check of the same thing, where there is one.
    """

    level: Level
    message: str
    hint: str = ""
    id: str = ""


@dataclass(frozen=True)
class Check:
    name: str
    label: Promise
    find: Callable[[], Iterable[Finding]]
    needs_database: bool = False


def ok(message: str) -> Finding:
    return Finding(Level.OK, message)


def warning(message: str, hint: str, *, id: str = "") -> Finding:
    return Finding(Level.WARNING, message, hint, id)


def error(message: str, hint: str, *, id: str = "") -> Finding:
    return Finding(Level.ERROR, message, hint, id)


def from_django(message: CheckMessage) -> Finding:
    """Turn what a system check says into a finding, in the words of the system check."""
    level = Level.ERROR if message.level >= ERROR else Level.WARNING
    return Finding(level, str(message.msg), str(message.hint or ""), message.id or "")
