"""Keep beside each keyword what its page tells of all its articles: the keywords that go with it, its months.

Both weigh hundreds of articles. A job works them out anew, a minute or two after a change of the keyword or
of what has it, and a day later, as the clock opens articles and ends rights. Until it came, the page does so.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from tags.models import Keyword, KeywordSummary
from tags.related import related_live
from tags.timeline import told_live

_OLD = timedelta(days=1)
# Those that changed first: a page waits for them.
_STALE = """
SELECT k.id, coalesce(v.number, 0) FROM tags_keyword k
LEFT JOIN articles_pageversion v ON v.key = 'keyword-' || k.id
LEFT JOIN tags_keywordsummary s ON s.keyword = k.id
WHERE s.version IS DISTINCT FROM coalesce(v.number, 0) OR s.made_at < %s
ORDER BY CASE WHEN s.version <> coalesce(v.number, 0) THEN 0 WHEN s.version IS NULL THEN 1 ELSE 2 END,
    s.made_at
LIMIT %s
"""
_FORGET = """
DELETE FROM tags_keywordsummary s WHERE NOT EXISTS (SELECT FROM tags_keyword k WHERE k.id = s.keyword)
"""


def stale_keywords(most: int) -> list[tuple[int, int]]:
    """List keywords whose summary is to be worked out anew, with the version of their pages."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [timezone.now() - _OLD, most])
        return cursor.fetchall()


def summarise(stale: Sequence[tuple[int, int]]) -> None:
    """Work out anew what is told of some keywords, a few hundred at most at once."""
    versions, now = dict(stale), timezone.now()
    rows = Keyword.objects.filter(pk__in=versions).annotate(**told_live())
    KeywordSummary.objects.bulk_create(
        [_summary(row, versions[row.pk], now) for row in rows],
        update_conflicts=True, unique_fields=["keyword"],
        update_fields=["related", "months", "has_more_uses", "version", "made_at"],
    )  # fmt: skip


def _summary(keyword: Any, version: int, now: Any) -> KeywordSummary:
    return KeywordSummary(
        keyword=keyword.pk, related=[other.pk for other in related_live(keyword)], months=keyword.months,
        has_more_uses=keyword.has_more_uses, version=version, made_at=now,
    )  # fmt: skip


def forget_orphans() -> int:
    """Drop what was told of keywords that are gone."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
        return cursor.rowcount
