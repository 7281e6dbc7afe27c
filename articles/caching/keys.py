"""What a page depends on, named where it is read."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

HOME = "home"  # any change of what the public may read, wherever it stands
SITE = "site"  # the menu, and what sources allow
DATABASE = "database"  # no other one, nor one restored under its name, speaks for what was kept
NEVER = "never"  # such pages are without end, and not worth the place
MOST_READ = "most-read"  # which stories were read most, and their order
PAGES = "pages"  # which pages of the house are published, and their names
TOPICS = "topics"  # which topic files are published, and their names
NEWSLETTER = "newsletter"  # how long its page is
KEYWORDS = "keywords"  # any change of a keyword or of its uses
_UNTIL = "until-"  # not a key: the moment at which a page changes by itself

_page: ContextVar[set[str] | None] = ContextVar("page", default=None)


@contextmanager
def collecting() -> Iterator[set[str]]:
    """Gather the keys of the page that is made in this block."""
    keys: set[str] = set()
    token = _page.set(keys)
    try:
        yield keys
    finally:
        _page.reset(token)


def depend_on(*names: str) -> None:
    """Say that the page shows what has these keys; where none is being made, nothing happens."""
    if (keys := _page.get()) is not None:
        keys.update(names)


def depend_until(moment: datetime) -> None:
    """Say that the page becomes another at a moment, whoever writes what."""
    depend_on(f"{_UNTIL}{moment.timestamp()}")


def parted(keys: set[str], latest: float) -> tuple[set[str], float]:
    """Part what a page depends on into keys and the moment, at the latest, until which it holds."""
    moments = {key for key in keys if key.startswith(_UNTIL)}
    return keys - moments, min([latest, *(float(moment.removeprefix(_UNTIL)) for moment in moments)])


def depend_on_rows(kind: str, numbers: Iterable[int | None]) -> None:
    """Say that the page shows articles, or what stands in a "section", "source", "keyword" or "author"."""
    if (keys := _page.get()) is not None:
        keys.update(f"{kind}-{number}" for number in numbers if number is not None)


def depend_on_names(kind: str, numbers: Iterable[int | None]) -> None:
    """Say that the page names rows, and leads to them, whatever stands in them."""
    if (keys := _page.get()) is not None:
        keys.update(f"{kind}-{number}-name" for number in numbers if number is not None)


def depend_on_front(section: int | None) -> None:
    """Say that the page shows what an editor placed on a front page, whatever becomes of those articles."""
    depend_on(f"front-{section or 0}")


def depend_on_places(articles: Iterable[Any]) -> None:
    """Say that the page names the sections and sources of articles, as each card does.

    A change of the articles themselves bumps the lists that they stand in.
    """
    if _page.get() is not None:
        articles = list(articles)
        depend_on_names("section", (article.section_id for article in articles))
        depend_on_names("source", (article.source_id for article in articles))
