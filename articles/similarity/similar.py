"""Find articles about the same thing: candidates share the stems that tell most, and are then weighed whole.

Lists are kept: a job computes them, and an article without one is computed when its page is asked for. Each
statement is bounded whatever the number of articles: of each stem's articles only the nearest are read.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log, sqrt

from django.db import transaction
from django.utils import timezone

from articles.models import Article, SimilarList, SimilarProgress
from articles.sanitizing import plain_text
from articles.similarity.numbers import code_of, heaviest, numbers_of, unpack_weighed, weigh
from newsroom.reading import read_cursor

MOST_KEPT = 30
PINNED = 1.0
ASKED_TERMS = 16
# Of each stem, so many articles before this one and behind it are read, and of all the best are weighed.
_NEAREST, _WEIGHED = 50, 150
# What is about the same thing was written at the same time: within a year, half the weight is in that.
_DAYS = 365
# Long texts hold many stems.
_LENGTH_ADDED = 20
# One stem in common is chance: «انخفاض الناتج» and «انخفاض المساعدات».
_LEAST_SHARED = 2
# Keywords are chosen by people: all of them in common weigh as much as half of the text.
_KEYWORDS = 0.5
LEAST_KEYWORD_SHARE = 0.1
LEAST_SCORE = 0.02
_COUNTED = 1000

_CANDIDATES = f"""
WITH near AS (
    SELECT found.article_id, sum(asked.weight) AS weight
    FROM unnest(%(terms)s::bigint[], %(weights)s::float[]) AS asked(term, weight) CROSS JOIN LATERAL (
        (SELECT t.article_id FROM articles_articleterm t
         WHERE t.term = asked.term AND t.article_id < %(article)s ORDER BY t.article_id DESC LIMIT {_NEAREST})
        UNION ALL
        (SELECT t.article_id FROM articles_articleterm t
         WHERE t.term = asked.term AND t.article_id > %(article)s ORDER BY t.article_id LIMIT {_NEAREST})
    ) AS found
    GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT {_WEIGHED}
), counted AS (
    SELECT mine.tag_id, (
        SELECT count(*) FROM (
            SELECT 1 FROM articles_articlekeyword k WHERE k.tag_id = mine.tag_id LIMIT {_COUNTED}
        ) AS few
    ) AS uses
    FROM articles_articlekeyword mine WHERE mine.content_object_id = %(article)s
), own AS (
    SELECT tag_id, uses, ln({_COUNTED}.0 / uses) / ln({_COUNTED}.0) AS weight FROM counted WHERE uses > 1
), rare AS (
    SELECT tag_id FROM own ORDER BY uses, tag_id LIMIT 2
), by_keyword AS (
    SELECT near.content_object_id AS article_id
    FROM rare CROSS JOIN LATERAL (
        (SELECT k.content_object_id FROM articles_articlekeyword k
         WHERE k.tag_id = rare.tag_id AND k.content_object_id < %(article)s
         ORDER BY k.content_object_id DESC LIMIT {_NEAREST})
        UNION ALL
        (SELECT k.content_object_id FROM articles_articlekeyword k
         WHERE k.tag_id = rare.tag_id AND k.content_object_id > %(article)s
         ORDER BY k.content_object_id LIMIT {_NEAREST})
    ) AS near
), candidate AS (
    SELECT article_id FROM near UNION SELECT article_id FROM by_keyword
)
SELECT a.id, abs(extract(epoch FROM a.published_at - %(moment)s::timestamptz))::float, s.numbers, (
    SELECT coalesce(sum(own.weight) / (SELECT greatest(sum(weight), 1) FROM own), 0)::float
    FROM articles_articlekeyword k JOIN own ON own.tag_id = k.tag_id WHERE k.content_object_id = a.id
)
FROM candidate JOIN articles_article a ON a.id = candidate.article_id
JOIN articles_articlesearch s ON s.article_id = a.id
WHERE a.status = 'published' AND a.id <> %(article)s AND NOT EXISTS (
    SELECT FROM articles_copymember mine JOIN articles_copymember its ON its.group_id = mine.group_id
    WHERE mine.article_id = %(article)s AND its.article_id = a.id
)
"""  # noqa: S608 — only numbers of ours are put in

# One statement for what the job kept and what editors said.
_KEPT = """
SELECT kept.targets, kept.scores,
    ARRAY(SELECT target_id FROM articles_similarchoice
          WHERE article_id = %(article)s AND is_pinned ORDER BY id),
    ARRAY(SELECT target_id FROM articles_similarchoice WHERE article_id = %(article)s AND NOT is_pinned)
FROM (SELECT) AS one LEFT JOIN articles_similarlist kept
    ON kept.article_id = %(article)s AND kept.computed_at IS NOT NULL
"""

Scored = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class _Origin:
    """What candidates are weighed against."""

    article: int
    moment: datetime | None
    terms: list[int]
    weights: list[float]
    # What each code gives of the weight of the text against itself.
    shares: dict[int, float]


def similar_to(article: Article) -> Scored:
    """Return the articles most like `article` that are published, with a score of 0 to 1, in one query."""
    origin = _origin_of(article)
    with read_cursor() as cursor:
        asked = {name: getattr(origin, name) for name in ("article", "moment", "terms", "weights")}
        cursor.execute(_CANDIDATES, asked)
        rows = cursor.fetchall()
    scored = ((key, _score(origin, apart, numbers, share)) for key, apart, numbers, share in rows)
    best = sorted((-score, -key) for key, score in scored if score >= LEAST_SCORE)
    return [(-key, -score) for score, key in best[:MOST_KEPT]]


def _origin_of(article: Article) -> _Origin:
    headline, text = numbers_of(article.headline), numbers_of(plain_text(article.body))
    weights = weigh(headline, text)
    by_code: dict[int, float] = {}
    for number, weight in weights.items():
        by_code[code_of(number)] = max(weight, by_code.get(code_of(number), 0.0))
    full = sum(weight * weight for weight in weights.values()) or 1.0
    shares = {code: weight * weight / full for code, weight in by_code.items()}
    terms = heaviest(weights, ASKED_TERMS)
    return _Origin(article.pk or 0, article.published_at, terms, [weights[t] for t in terms], shares)


def _score(origin: _Origin, seconds: float | None, packed: bytes, keyword_share: float) -> float:
    """Weigh what two texts share against the length of the other, then keywords, then how near in time."""
    codes = unpack_weighed(packed)
    # Only what is shared is counted: most stems are not, and this is done for 150 texts.
    shared = Counter(filter(origin.shares.__contains__, codes))
    likeness = 0.0
    if len(shared) >= _LEAST_SHARED:
        total = sum(origin.shares[code] * (1 + log(count)) for code, count in shared.items())
        length = len(set(codes))
        likeness = total * sqrt((len(origin.shares) + _LENGTH_ADDED) / (length + _LENGTH_ADDED))
    elif keyword_share < LEAST_KEYWORD_SHARE:
        return 0.0
    score = (likeness + _KEYWORDS * keyword_share) * (1 + _nearness(seconds))
    return round(min(score / (2 * (1 + _KEYWORDS)), 1.0), 4)


def _nearness(seconds: float | None) -> float:
    """Turn the time between two articles, None where it is not known, into a weight of 0 to 1."""
    return 0.0 if seconds is None else exp(-seconds / (86400 * _DAYS))


def suggestions(article: Article) -> dict[int, float]:
    """Return what an editor pinned, then what is alike and not banned, from the job's list or found now."""
    if article.pk is None:
        return {}
    with read_cursor() as cursor:
        cursor.execute(_KEPT, {"article": article.pk})
        targets, scores, pinned, banned = cursor.fetchone()
    kept = None if targets is None else (targets, scores)
    return suggested(article, kept, pinned, banned)


def suggested(
    article: Article, kept: tuple[list[int], list[float]] | None, pinned: list[int], banned: list[int]
) -> dict[int, float]:
    """Put what was pinned first, then what a job kept, or what is found now, without what was banned."""
    found = similar_to(article) if kept is None else zip(*kept, strict=True)
    said = {*pinned, *banned}
    return dict.fromkeys(pinned, PINNED) | {key: score for key, score in found if key not in said}


def mark_due(articles: Collection[int]) -> None:
    """Let the job make the lists of articles whose text or state is another now."""
    SimilarList.objects.bulk_create(
        [SimilarList(article_id=key) for key in articles],
        update_conflicts=True, unique_fields=["article"], update_fields=["computed_at"],
    )  # fmt: skip


@transaction.atomic
def refresh_some(most: int) -> int:
    """Make the lists of articles that wait, then of those that came since the last time; return how many."""
    progress, _made = SimilarProgress.objects.select_for_update().get_or_create(pk=1)
    rows = SimilarList.objects.filter(computed_at=None).order_by("article")
    # Held before the texts are read: whoever marks one meanwhile waits, and marks it after us.
    due = list(rows.select_for_update(skip_locked=True).values_list("article", flat=True)[:most])
    articles = Article.objects.filter(pk__in=due)
    new = Article.objects.filter(pk__gt=progress.last_article).exclude(pk__in=due)
    found = [*articles, *new.order_by("pk")[: most - len(due)]]
    refresh_lists(found, held=due)
    if len(found) > len(articles):
        progress.last_article = max(article.pk for article in found)
        progress.save()
    return len(found)


def refresh_lists(articles: Sequence[Article], *, held: Collection[int]) -> None:
    """Make the lists of articles, and offer each of them to those that it is like.

    Only rows that are `held` are overwritten: one that was marked due meanwhile stays so. What is not
    published keeps no list: it is found anew for the few that open its form.
    """
    made = {article.pk: similar_to(article) for article in articles if article.status == "published"}
    lists = {key: dict(scored) for key, scored in made.items()}
    offered: dict[int, dict[int, float]] = {}
    for key, scored in made.items():
        for target, score in scored:
            offered.setdefault(target, {})[key] = score
    kept = SimilarList.objects.filter(pk__in=offered.keys() - lists.keys(), computed_at__isnull=False)
    for row in kept.order_by("pk").select_for_update(skip_locked=True):
        lists[row.pk] = {**dict(zip(row.targets, row.scores, strict=True)), **offered[row.pk]}
    SimilarList.objects.filter(pk__in={article.pk for article in articles} - made.keys()).delete()
    new = made.keys() - set(held)
    SimilarList.objects.bulk_create(
        [_row(key, scored) for key, scored in lists.items() if key not in new], update_conflicts=True,
        unique_fields=["article"], update_fields=["targets", "scores", "computed_at"],
    )  # fmt: skip
    SimilarList.objects.bulk_create([_row(key, lists[key]) for key in new], ignore_conflicts=True)


def _row(key: int, scored: dict[int, float]) -> SimilarList:
    best = sorted(scored.items(), key=lambda pair: (-pair[1], -pair[0]))[:MOST_KEPT]
    return SimilarList(
        article_id=key, computed_at=timezone.now(),
        targets=[target for target, _score in best], scores=[score for _target, score in best],
    )  # fmt: skip
