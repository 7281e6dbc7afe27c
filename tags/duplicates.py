"""Find keywords that may be one, as sets and without comparing each with each; a person decides.

Three tells, the surest first: the same stems in order (الحريات، حريات), names that a letter parts (نتنياهو،
نتانياهو), and names that the newest articles have always together.
"""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tags.errors import MayNotMerge
from tags.models import KeywordPair

# Of many with the same stems each is compared with the first few.
_HEADS = 3
_SHORTEST, _LONG = 5, 10
# A letter in so many names is a pattern, «كأس العالم أ», «كأس العالم ب», and no slip.
_MOST_ALIKE = 8
_NEWEST = 20_000
_LEAST_USES, _LEAST_SHARE = 5, 0.8
_MOST_COUNTED = 1000

# A letter alone, as in «المجموعة أ», has no stem, and parts what else is alike.
_STEMS = f"""
WITH ranked AS (
    SELECT id, stems, row_number() OVER (PARTITION BY stems ORDER BY id) AS rank
    FROM tags_keyword WHERE stems <> '' AND key !~ '(^| ).( |$)'
)
SELECT a.id AS one, b.id AS other, 'stems' AS kind, 0.9::float AS score
FROM ranked a JOIN ranked b USING (stems) WHERE a.rank < b.rank AND a.rank <= {_HEADS}
"""  # noqa: S608 — only numbers of ours are put in
# Two keys of which one letter less leaves the same differ by a letter, or two of them have changed places; in
# long ones by two letters. Digits stay: they part one year from another.
_SPELLING = f"""
WITH spelt AS MATERIALIZED (
    SELECT id, length(key) AS size, 0 AS place, '' AS letter, hashtextextended(key, 0) AS hash
    FROM tags_keyword WHERE length(key) >= {_SHORTEST}
    UNION ALL
    SELECT id, length(key), n, substr(key, n, 1), hashtextextended(overlay(key placing '' from n for 1), 0)
    FROM tags_keyword, generate_series(1, length(key)) AS n
    WHERE length(key) >= {_SHORTEST} AND substr(key, n, 1) !~ '[0-9]'
      AND substr(key, n, 1) <> substr(key, n + 1, 1)
), few AS (
    SELECT hash FROM spelt GROUP BY hash HAVING count(*) BETWEEN 2 AND {_MOST_ALIKE}
), member AS MATERIALIZED (
    SELECT spelt.* FROM few JOIN spelt USING (hash)
)
SELECT a.id AS one, b.id AS other, 'spelling' AS kind, max(0.9 - 0.9 / least(a.size, b.size))::float AS score
FROM member a JOIN member b USING (hash)
WHERE a.id < b.id AND (
    0 IN (a.place, b.place) OR a.place = b.place OR least(a.size, b.size) >= {_LONG}
    OR (abs(a.place - b.place) = 1 AND a.letter = b.letter)
)
GROUP BY 1, 2
"""  # noqa: S608 — likewise
_TOGETHER = f"""
WITH newest AS (
    SELECT DISTINCT content_object_id AS id FROM articles_articlekeyword ORDER BY 1 DESC LIMIT {_NEWEST}
), used AS MATERIALIZED (
    SELECT k.content_object_id AS article, k.tag_id, count(*) OVER (PARTITION BY k.tag_id) AS uses
    FROM newest JOIN articles_articlekeyword k ON k.content_object_id = newest.id
), common AS (SELECT * FROM used WHERE uses >= {_LEAST_USES})
SELECT a.tag_id AS one, b.tag_id AS other, 'together' AS kind,
    0.6 * count(*) / (a.uses + b.uses - count(*)) AS score
FROM common a JOIN common b ON b.article = a.article AND b.tag_id > a.tag_id
GROUP BY a.tag_id, b.tag_id, a.uses, b.uses
HAVING count(*) >= {_LEAST_SHARE} * (a.uses + b.uses - count(*))
"""  # noqa: S608 — likewise
_KEEP = f"""
WITH found AS (({_STEMS}) UNION ALL ({_SPELLING}) UNION ALL ({_TOGETHER})),
best AS (
    SELECT DISTINCT ON (least(one, other), greatest(one, other))
        least(one, other) AS one, greatest(one, other) AS other, kind, score
    FROM found ORDER BY least(one, other), greatest(one, other), score DESC
)
INSERT INTO tags_keywordpair (one, other, kind, score, together, is_distinct, run)
SELECT one, other, kind, score, (
    SELECT count(*) FROM (
        SELECT content_object_id AS id FROM articles_articlekeyword
        WHERE tag_id = one LIMIT {_MOST_COUNTED}
    ) AS mine JOIN articles_articlekeyword k ON k.content_object_id = mine.id AND k.tag_id = other
), false, %(run)s FROM best
ON CONFLICT (one, other) DO UPDATE
SET kind = excluded.kind, score = excluded.score, together = excluded.together, run = excluded.run
"""  # noqa: S608 — put together from our own text and numbers


@transaction.atomic
def find_duplicates() -> int:
    """Write the report anew, keeping what people decided; return how many pairs wait for a decision."""
    run = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"run": run})
    KeywordPair.objects.filter(run__lt=run, is_distinct=False).delete()
    return KeywordPair.objects.filter(is_distinct=False).count()


def tell_apart(pair: KeywordPair, *, by: Any, is_distinct: bool = True) -> None:
    """Remember that two keywords are not one, or that they may be after all; raises MayNotMerge."""
    if not by.has_perm("tags.merge_keyword"):
        raise MayNotMerge
    pair.is_distinct, pair.decided_by, pair.decided_at = is_distinct, by, timezone.now()
    # Nothing is left to decide where the report was made anew meanwhile, without the pair.
    decided = {"is_distinct": is_distinct, "decided_by": by, "decided_at": pair.decided_at}
    KeywordPair.objects.filter(pk=pair.pk).update(**decided)
