"""Find near-copies among new articles and those that were there, from their sketches, as a set.

Two texts are alike in proportion to the sampled shingles they share (resemblance), or the shorter stands in
the longer (containment). They are marked for a person to look at; nothing is merged.
"""

from collections.abc import Sequence

from django.db import connection

from articles.models import ImportBatch

LEAST_SHARED = 3
LEAST_RESEMBLANCE = 0.3
LEAST_CONTAINMENT = 0.6
# A shingle in more articles than these is boilerplate, and of many copies the oldest are told.
MOST_HOLDERS = 20
MOST_COPIES = 3
# A shorter headline, «نشرة الأخبار», is no story's own.
LEAST_HEADLINE = 20
DAYS_APART = 3

_MARK = f"""
WITH mine AS MATERIALIZED (
    SELECT * FROM unnest(%(hashes)s::bigint[], %(articles)s::bigint[], %(sizes)s::int[])
        AS m(hash, article_id, size)
), shared AS MATERIALIZED (
    SELECT mine.article_id, found.article_id AS other_id, count(*) AS both_have, max(mine.size) AS one_has
    FROM mine CROSS JOIN LATERAL (
        SELECT s.article_id FROM articles_articleshingle s
        WHERE s.hash = mine.hash AND s.article_id < mine.article_id
        ORDER BY s.article_id LIMIT {MOST_HOLDERS}
    ) AS found
    GROUP BY 1, 2 HAVING count(*) >= {LEAST_SHARED}
), sized AS MATERIALIZED (
    SELECT shared.*,
        (SELECT count(*) FROM articles_articleshingle s WHERE s.article_id = shared.other_id) AS other_has
    FROM shared
), weighed AS MATERIALIZED (
    SELECT article_id, other_id, both_have::float / (one_has + other_has - both_have) AS resemblance,
        both_have::float / least(one_has, other_has) AS containment
    FROM sized
), alike AS (
    SELECT article_id, other_id, greatest(resemblance, containment * 0.99) AS score,
        CASE WHEN resemblance < {LEAST_RESEMBLANCE} THEN 'contained'
             WHEN resemblance = 1 AND (SELECT count(DISTINCT body) FROM articles_article
                                       WHERE id IN (article_id, other_id)) = 1 THEN 'exact'
             ELSE 'edited' END AS kind
    FROM weighed WHERE resemblance >= {LEAST_RESEMBLANCE} OR containment >= {LEAST_CONTAINMENT}
    UNION ALL
    SELECT one.id, found.id, 0.5, 'headline'
    FROM articles_article one CROSS JOIN LATERAL (
        SELECT a.id FROM articles_article a
        WHERE md5(a.headline_key) = md5(one.headline_key) AND a.headline_key = one.headline_key
          AND a.id < one.id
          AND (a.published_at IS NULL OR one.published_at IS NULL
               OR abs(extract(epoch FROM a.published_at - one.published_at)) <= {DAYS_APART * 86400})
        ORDER BY a.id LIMIT {MOST_COPIES}
    ) AS found
    WHERE one.id = ANY(%(created)s) AND length(one.headline_key) >= {LEAST_HEADLINE}
), best AS (
    SELECT DISTINCT ON (article_id, other_id) * FROM alike ORDER BY article_id, other_id, score DESC
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY article_id ORDER BY score DESC, other_id) AS place FROM best
), kept AS (
    INSERT INTO articles_nearcopy (batch_id, article_id, other_id, score, kind)
    SELECT %(batch)s, article_id, other_id, score, kind FROM ranked WHERE place <= {MOST_COPIES}
    ON CONFLICT DO NOTHING RETURNING article_id
)
SELECT count(DISTINCT article_id) FROM kept
"""  # noqa: S608 — only numbers of ours are put in


def mark_copies(sketches: Sequence[tuple[int, Sequence[int]]], *, batch: ImportBatch) -> int:
    """Mark the near-copies of new articles, pairs of key and sketch; return how many of these have one."""
    rows = [(shingle, pk, len(shingles)) for pk, shingles in sketches for shingle in shingles]
    given = {
        "hashes": [shingle for shingle, _pk, _size in rows],
        "articles": [pk for _shingle, pk, _size in rows],
        "sizes": [size for _shingle, _pk, size in rows],
        "created": [pk for pk, _shingles in sketches],
        "batch": batch.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK, given)
        return int(cursor.fetchone()[0])
