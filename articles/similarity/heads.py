"""Choose who stands for a group of near-copies: the oldest that is public; the others are behind it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.models import CopyMember

_SOME = 500
# By keys, so that no plan reads all articles; in their order, so that no two wait for one another in a ring.
_HEADS = """
WITH mine AS MATERIALIZED (
    SELECT group_id, article_id FROM articles_copymember WHERE group_id = ANY(%(groups)s)
), public AS (
    SELECT m.group_id, a.id,
           row_number() OVER (PARTITION BY m.group_id ORDER BY a.published_at, a.id) AS place
    FROM mine m JOIN articles_article a ON a.id = m.article_id
    LEFT JOIN articles_source s ON s.id = a.source_id
    WHERE a.id = ANY(ARRAY(SELECT article_id FROM mine)) AND a.status = 'published'
      AND (s.id IS NULL OR (s.rights <> 'none' AND (s.rights_end IS NULL OR s.rights_end >= %(today)s)))
), wanted AS (
    SELECT m.article_id, coalesce(public.place > 1, false) AS is_behind
    FROM mine m LEFT JOIN public ON public.id = m.article_id
), held AS MATERIALIZED (
    SELECT a.id, wanted.is_behind
    FROM wanted JOIN articles_article a ON a.id = wanted.article_id AND a.is_behind <> wanted.is_behind
    WHERE a.id = ANY(ARRAY(SELECT article_id FROM mine))
    ORDER BY a.id FOR NO KEY UPDATE OF a
)
UPDATE articles_article a SET is_behind = held.is_behind
FROM held WHERE a.id = held.id AND a.id = ANY(ARRAY(SELECT id FROM held))
"""


def choose_heads(groups: Iterable[int]) -> None:
    """Let the oldest public member of each group stand for it, and the others behind it."""
    if keys := list(groups):
        with connection.cursor() as cursor:
            cursor.execute(_HEADS, {"groups": keys, "today": timezone.localdate()})


def groups_of(articles: Collection[int]) -> set[int]:
    rows = CopyMember.objects.filter(article__in=list(articles))
    return set(rows.values_list("group", flat=True))


def groups_of_source(source: int) -> Iterator[list[int]]:
    """Yield the groups that hold an article of a source, some at a time."""
    return _iter_groups(article__source=source)


def groups_changed(*, since: datetime) -> Iterator[list[int]]:
    """Yield the groups that hold an article which changed since a moment, some at a time."""
    return _iter_groups(article__modified_at__gte=since)


def _iter_groups(**narrow: Any) -> Iterator[list[int]]:
    after = 0
    while True:
        rows = CopyMember.objects.filter(**narrow, group__gt=after).order_by("group")
        found = list(rows.values_list("group", flat=True).distinct()[:_SOME])
        if not found:
            return
        yield found
        after = found[-1]


def settle(articles: Collection[int]) -> None:
    """Choose anew who stands for the groups of articles whose state has changed."""
    choose_heads(groups_of(articles))
