"""The calendar by which a page is made: the one of the versions that it is kept under."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from articles.caching.versions import versions
from articles.calendars import Calendar


def calendar() -> Calendar:
    return versions.of_page().calendar if settings.FOLLOW_CALENDAR else Calendar()


@contextmanager
def steady_calendar() -> Iterator[None]:
    """Let all of a page follow one calendar, asked for once and only where a date is printed."""
    with versions.making():
        yield
