"""Which articles are of a story of which another was withdrawn, held so that the answer stays true."""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from articles.models import CopyMember
from articles.similarity.groups import Plan

# By the key, as a takedown locks them. Whoever had one first is waited for, and what it wrote is read.
_HOLD = """
SELECT a.id, (SELECT m.group_id FROM articles_copymember m WHERE m.article_id = a.id), a.status = 'withdrawn'
FROM articles_article a
WHERE a.id = ANY(%s::bigint[] || ARRAY(
    SELECT m.article_id FROM articles_copymember m WHERE m.group_id = ANY(%s::bigint[])))
ORDER BY a.id FOR KEY SHARE OF a
"""


def of_withdrawn(plan: Plan) -> set[int]:
    """Name the articles of a plan in whose story another was taken from readers; one query, or none.

    What is there of these stories is held: whoever would withdraw of it waits for the end of the transaction.
    """
    if not plan.stories:
        return set()
    held = _hold(
        {article for story in plan.stories for article in story.articles},
        {group for story in plan.stories for group in story.groups},
    )
    gone = plan.withdrawn.union(*held.values())
    return {
        key for story in plan.stories for key in story.articles
        if story.groups & held.keys() or (story.articles & gone) - {key}
    }  # fmt: skip


def grouped_with_withdrawn(articles: Collection[int]) -> set[int]:
    """Name those of some articles in whose group another was taken from readers, and hold what is there."""
    if not articles:
        return set()
    rows = CopyMember.objects.filter(article__in=articles)
    groups = dict(rows.values_list("article", "group"))
    held = _hold(groups.keys(), set(groups.values())) if groups else {}
    return {article for article, group in groups.items() if held.get(group, set()) - {article}}


def _hold(articles: Collection[int], groups: Collection[int]) -> dict[int | None, set[int]]:
    """Hold articles and those of groups as they are; return the withdrawn ones by their group."""
    withdrawn: dict[int | None, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(articles), list(groups)])
        for article, group, is_withdrawn in cursor.fetchall():
            if is_withdrawn:
                withdrawn[group].add(article)
    return withdrawn
