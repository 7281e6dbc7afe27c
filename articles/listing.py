"""The lists that readers open all day, each a statement that is built once a process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from articles.models import Article
from newsroom.compiled import KEY, MOMENT, Compiled, moment

# One more than a page shows, which tells whether there are older ones.
PAGE_SIZE = 20
_READ = PAGE_SIZE + 1
Place = tuple[datetime, int]
_PLACE = {"since": MOMENT - timedelta(days=3), "last": KEY + 1}


class Listing:
    """Lists of one kind, such as those of a source: `rows(key, now, place)` builds the queryset.

    `is_prepared` where an index has the order of each of them; else each is planned by its own values, as an
    author of ten articles is best read in another way than one of thousands.
    """

    def __init__(
        self,
        rows: Callable[[Any, datetime, Place | None], QuerySet[Article]],
        *,
        key: Any = KEY,
        is_prepared: bool = False,
    ) -> None:
        def newest(key: Any, now: datetime, **_derived: Any) -> QuerySet[Article]:
            return rows(key, now, None)[:_READ]

        def older(key: Any, now: datetime, since: datetime, last: int, **_derived: Any) -> QuerySet[Article]:
            return rows(key, now, (since, last))[:_READ]

        examples = {"key": key, **moment(MOMENT)}
        self._newest = Compiled(newest, is_prepared=is_prepared, **examples)
        self._older = Compiled(older, is_prepared=is_prepared, **examples, **_PLACE)

    def of(self, key: Any) -> "Listed":
        return Listed(self, key)

    def read(self, key: Any, place: Place | None) -> list[Article]:
        if place is None:
            return self._newest.rows(key=key, **moment())
        return self._older.rows(key=key, since=place[0], last=place[1], **moment())


@dataclass(frozen=True, slots=True)
class Listed:
    """One list, to be read from its beginning or from a place on."""

    listing: Listing
    key: Any

    def read(self, place: Place | None) -> list[Article]:
        return self.listing.read(self.key, place)


def _within(path: str) -> Callable[[Any, datetime, Place | None], QuerySet[Article]]:
    def rows(key: Any, now: datetime, place: Place | None) -> QuerySet[Article]:
        found = Article.objects.for_list_within(Q(**{path: key}), now)
        return found.after(place) if place else found

    return rows


BY_SOURCE = Listing(_within("source"), is_prepared=True)
BY_KEYWORD = Listing(Article.objects.for_keyword, is_prepared=True)
BY_AUTHOR = Listing(_within("articleauthor__author"))
_BY_SECTION = Listing(_within("section"), is_prepared=True)
_BY_SECTIONS = Listing(_within("section__id__any"), key=[KEY])


def by_sections(keys: list[int]) -> Listed:
    """List sections together; of one alone an index has the order."""
    return _BY_SECTION.of(keys[0]) if len(keys) == 1 else _BY_SECTIONS.of(keys)
