"""The calendar by which a page is made: the one of the versions that it is kept under."""

from django.conf import settings

from articles.caching.versions import versions
from articles.calendars import Calendar


def calendar() -> Calendar:
    return versions.of_page().calendar if settings.FOLLOW_CALENDAR else Calendar()
