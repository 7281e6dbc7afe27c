"""Count what readers read: in the memory of the process, written down every few seconds in one statement.

A flood costs the database no more than a trickle, and two processes meet on a row once in that time. A
process that is killed loses the reads of its last seconds; one that ends writes them down.
"""

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from articles.models import Article, ReadHour

logger = logging.getLogger(__name__)

# Different articles between two writes: no invented addresses beyond them take room.
MOST_ARTICLES = 20_000
KEPT_FOR = timedelta(days=400)
# In the order of the keys, so that two processes never wait for each other in a circle.
_ADD = """
INSERT INTO articles_readhour AS kept (article_id, hour, reads)
SELECT article, %s, number FROM unnest(%s::bigint[], %s::int[]) AS told (article, number) ORDER BY article
ON CONFLICT (hour, article_id) DO UPDATE SET reads = kept.reads + excluded.reads
"""


@dataclass(slots=True)
class Buffer:
    """The reads that no row holds yet; a timer writes them down when the first is some seconds old."""

    _reads: Counter[int] = field(default_factory=Counter)
    _timer: threading.Timer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, article: int) -> None:
        with self._lock:
            if article in self._reads or len(self._reads) < MOST_ARTICLES:
                self._reads[article] += 1
            if self._timer is None and settings.READS_SECONDS is not None:
                self._timer = threading.Timer(settings.READS_SECONDS, _write_later)
                self._timer.daemon = True
                self._timer.start()

    def take(self) -> Counter[int]:
        """Return what was added since, and begin anew."""
        with self._lock:
            reads, self._reads, self._timer = self._reads, Counter(), None
            return reads


buffer = Buffer()


def _write_later() -> None:
    """Write down in a thread of its own, on a connection that ends with it."""
    try:
        write_down()
    finally:
        connection.close()


def write_down() -> None:
    """Add what the buffer holds to the present hour; what fails is lost, as it may be."""
    reads = buffer.take()
    try:
        add_reads(reads)
    except Error as error:
        logger.warning("%d reads could not be written down: %s", reads.total(), error)


atexit.register(write_down)


def add_reads(reads: Mapping[int, int], *, at: datetime | None = None) -> None:
    """Add reads to the hour of a moment, of articles that the public may read and no others."""
    if not reads:
        return
    public = Article.objects.published().filter(pk__in=list(reads)).values_list("pk", flat=True)
    told = {article: reads[article] for article in public}
    if told:
        hour = (at or timezone.now()).replace(minute=0, second=0, microsecond=0)
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [hour, list(told), list(told.values())])


def forget_old() -> int:
    """Drop the hours that are too long ago; returns how many rows those were."""
    return ReadHour.objects.filter(hour__lt=timezone.now() - KEPT_FOR)._raw_delete("default")
