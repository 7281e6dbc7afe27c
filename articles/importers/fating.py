"""Say what an undo would do to each item of a batch, and why it would leave one alone."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import connection

from articles.models import BatchState, ImportBatch, Outcome, Status, Undone
from articles.workflow import path

# What other batches said of an article counts as long as it stands. What a batch says that is itself
# undone stands where it was kept; that a text came again unchanged stands until its batch is undone.
_FATES = """
SELECT i.id, i.article_id, mine.id, previous.id, coalesce(nullif(entry.from_status, ''), a.status),
    coalesce(prior.checksum, ''), coalesce(prior.page, ''), coalesce(a.first_published_at <= now(), false),
    CASE
        WHEN a.id IS NULL THEN 'gone'
        WHEN i.outcome = 'conflict' AND NOT a.has_conflict OR i.outcome <> 'conflict' AND a.is_touched
            THEN 'touched'
        WHEN EXISTS (
            SELECT FROM articles_importitem later JOIN articles_importbatch b ON b.id = later.batch_id
            WHERE later.article_id = a.id AND later.id > i.id AND later.undone <> ALL(%(dead)s) AND (
                later.outcome = ANY(%(outcomes)s) AND (b.id <> i.batch_id OR later.undone <> '')
                OR later.outcome = 'unchanged' AND b.id <> i.batch_id AND b.state <> ALL(%(undone)s))
        ) THEN 'later'
        WHEN i.outcome <> 'created' AND mine.id IS NULL OR i.outcome = 'updated' AND previous.id IS NULL
            THEN 'unknown'
        WHEN i.outcome = 'conflict' THEN 'dropped'
        WHEN a.status || '>' || CASE WHEN i.outcome = 'created' THEN 'draft'
            ELSE coalesce(nullif(entry.from_status, ''), a.status) END <> ALL(%(allowed)s) THEN 'rights'
        WHEN i.outcome = 'created' THEN 'removed'
        ELSE 'restored'
    END AS fate
FROM articles_importitem i
LEFT JOIN articles_article a ON a.id = i.article_id
LEFT JOIN LATERAL (
    SELECT r.id FROM articles_revision r
    WHERE i.outcome <> 'created' AND r.article_id = a.id AND r.number = i.revision_number
) mine ON true
LEFT JOIN LATERAL (
    SELECT r.id FROM articles_revision r
    WHERE i.outcome = 'updated' AND r.article_id = a.id AND r.number < i.revision_number
      AND r.kind <> 'conflict'
    ORDER BY r.number DESC LIMIT 1
) previous ON true
LEFT JOIN LATERAL (
    SELECT e.from_status FROM articles_auditentry e
    WHERE i.outcome = 'updated' AND e.article_id = a.id AND e.revision_id = mine.id AND e.action = 'import'
    LIMIT 1
) entry ON true
LEFT JOIN LATERAL (
    SELECT p.checksum, g.checksum AS page
    FROM articles_importitem p LEFT JOIN articles_importedpage g ON g.id = p.page_id
    WHERE i.outcome <> 'created' AND p.article_id = a.id AND p.id < i.id AND p.outcome = ANY(%(outcomes)s)
      AND p.undone <> ALL(%(dead)s)
    ORDER BY p.id DESC LIMIT 1
) prior ON true
"""
_CHOSEN = _FATES + "WHERE i.id = ANY(%(items)s) ORDER BY i.id DESC"
_PLAN = f"""
SELECT fate, count(*), count(*) FILTER (WHERE was_public) FROM (
    {_FATES}
    WHERE i.id IN (
        SELECT id FROM articles_importitem
        WHERE batch_id = %(batch)s AND outcome = ANY(%(outcomes)s) AND undone <> ALL(%(done)s)
        ORDER BY id DESC LIMIT %(most)s)
) AS f(item, article, mine, previous, status, checksum, page, was_public, fate)
GROUP BY fate
"""  # noqa: S608 — put together from our own text
# Beyond this the page that asks would keep a person waiting: it looks at the last of them, and says so.
MOST_LOOKED_AT = 100_000
DEAD = [Undone.REMOVED, Undone.RESTORED, Undone.DROPPED, Undone.GONE]


@dataclass(slots=True)
class Fate:
    """What an undo does to one item; `checksum` and `page` are of what was imported before it."""

    OUTCOMES: ClassVar[tuple[str, ...]] = (Outcome.CREATED, Outcome.UPDATED, Outcome.CONFLICT)

    item: int
    article: int | None
    revision: int | None
    previous: int | None
    status: str
    checksum: str
    page: str
    was_public: bool
    undone: str


def iter_fates(batch: ImportBatch, *, by: Any, items: Sequence[int]) -> Iterator[Fate]:
    """Yield the fates of some items of a batch, the last first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHOSEN, {**_facts(by), "items": list(items)})
        for row in cursor.fetchall():
            yield Fate(*row)


def plan_undo(batch: ImportBatch, *, by: Any) -> dict[str, int]:
    """Count what an undo would do; "public" is how many of the removed readers have seen."""
    with connection.cursor() as cursor:
        facts = {**_facts(by), "batch": batch.pk, "most": MOST_LOOKED_AT, "done": DEAD}
        cursor.execute(_PLAN, facts)
        rows = cursor.fetchall()
    counts = Counter({fate: count for fate, count, _public in rows})
    counts["public"] = sum(public for fate, _count, public in rows if fate == Undone.REMOVED)
    return counts


def _facts(by: Any) -> dict[str, Any]:
    return {
        "outcomes": list(Fate.OUTCOMES),
        "dead": DEAD,
        "undone": [BatchState.UNDOING, BatchState.UNDONE],
        "allowed": [
            f"{start}>{end}"
            for start in Status
            for end in Status
            if all(by.has_perm(move.permission) for move in path(start, end))
        ],
    }
