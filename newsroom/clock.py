"""The time that decides what the public may read: the database's clock, which all machines share.

A machine whose own clock is wrong would open an embargo early, or publish into the future. Each new
connection compares (they live a minute); what a machine is off by less than `TOLERANCE` is left alone.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

TOLERANCE = timedelta(seconds=2)
logger = logging.getLogger(__name__)


class Clock:
    """What must be added to the time of this machine."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def compare(self, theirs: datetime) -> None:
        found = theirs - timezone.now()
        offset = found if abs(found) > TOLERANCE else timedelta(0)
        if abs(offset - self.offset) > TOLERANCE:
            logger.warning(
                "The clock of this machine is %+d s from the database's", round(-found.total_seconds())
            )
        self.offset = offset


clock = Clock()


def now() -> datetime:
    """Return the time by the clock of the database."""
    return timezone.now() + clock.offset


def timestamp() -> float:
    return now().timestamp()


def look_on_connection(connection: Any, **_given: Any) -> None:
    """Compare as a connection opens, past Django: a page that opens one is told of no query more."""
    if connection.alias == DEFAULT_DB_ALIAS and connection.vendor == "postgresql":
        (theirs,) = connection.connection.execute("SELECT clock_timestamp()", prepare=False).fetchone()
        clock.compare(theirs)
