"""Find the near-copies of articles, as a set: candidates from sampled shingles and headlines, then a look at
the texts themselves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.models import CopyKind
from articles.similarity.comparing import Comparison, compare, overlap
from articles.similarity.numbers import unpack_text
from newsroom.arabic import analyser_version

# Of the articles that have a shingle, the oldest are looked at; a shingle of many is boilerplate.
MOST_HOLDERS = 20
LEAST_SHARED, LEAST_WEIGHT = 3, 0.3
MOST_COMPARED = 6
# A shorter headline, «نشرة الأخبار», is no story's own.
LEAST_HEADLINE, LEAST_HEADLINE_WORDS = 20, 4
MOST_SAME_HEADLINE = 3
DAYS_APART = 3
_ALIKE_UNDER_A_HEADLINE = 0.5

_BY_SHINGLES = f"""
SELECT mine.article, found.article_id, count(*), sum(1.0 / found.holders)
FROM unnest(%s::bigint[], %s::bigint[]) AS mine(hash, article) CROSS JOIN LATERAL (
    SELECT article_id, count(*) OVER () AS holders FROM (
        SELECT s.article_id FROM articles_articleshingle s
        WHERE s.hash = mine.hash AND s.article_id <> mine.article ORDER BY s.article_id LIMIT {MOST_HOLDERS}
    ) AS few
) AS found
GROUP BY 1, 2 HAVING count(*) >= {LEAST_SHARED} OR sum(1.0 / found.holders) >= {LEAST_WEIGHT}
"""  # noqa: S608 — only numbers of ours are put in
_BY_HEADLINE = f"""
SELECT mine.article, found.id
FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[]) AS mine(headline, article, published)
CROSS JOIN LATERAL (
    SELECT a.id FROM articles_article a
    WHERE md5(a.headline_key) = md5(mine.headline) AND a.headline_key = mine.headline
      AND a.id <> mine.article
      AND (a.published_at IS NULL OR mine.published IS NULL
           OR a.published_at BETWEEN mine.published - interval '{DAYS_APART} days'
                                 AND mine.published + interval '{DAYS_APART} days')
    ORDER BY a.id LIMIT {MOST_SAME_HEADLINE}
) AS found
"""  # noqa: S608 — likewise
_OF_GROUP = f"""
SELECT mine.article_id, other.article_id
FROM articles_copymember mine CROSS JOIN LATERAL (
    SELECT m.article_id FROM articles_copymember m
    WHERE m.group_id = mine.group_id AND m.article_id <> mine.article_id
    ORDER BY m.article_id LIMIT {MOST_HOLDERS}
) AS other
WHERE mine.article_id = ANY(%s)
"""  # noqa: S608 — likewise
_TEXTS = """
SELECT a.id, a.external_id, a.headline_key, a.source_id, a.published_at,
       a.status = 'published' AND (s.id IS NULL OR (s.rights <> 'none'
           AND (s.rights_end IS NULL OR s.rights_end >= %s))),
       coalesce(t.numbers, ''), coalesce(t.analyser_version, 0), m.group_id, g.decided_at IS NOT NULL,
       a.status = 'withdrawn'
FROM articles_article a
LEFT JOIN articles_source s ON s.id = a.source_id
LEFT JOIN articles_articlesearch t ON t.article_id = a.id
LEFT JOIN articles_copymember m ON m.article_id = a.id
LEFT JOIN articles_copygroup g ON g.id = m.group_id
WHERE a.id = ANY(%s)
"""


@dataclass(slots=True)
class Text:
    """An article as far as its copies are told by it."""

    article: int
    external_id: str
    headline_key: str
    source: int | None
    published_at: datetime | None
    is_public: bool
    numbers: bytes
    version: int = field(default_factory=analyser_version)
    group: int | None = None
    is_decided: bool = False
    is_withdrawn: bool = False
    shingles: Sequence[int] = ()
    probes: Sequence[int] = ()

    @property
    def place(self) -> tuple[Any, int]:
        """The order of a group: the oldest first."""
        return (self.published_at, self.article)


@dataclass(frozen=True, slots=True)
class Match:
    article: int
    other: int
    score: float
    kind: str


@dataclass(slots=True)
class Found:
    """The matches, and the texts that they are between."""

    matches: list[Match] = field(default_factory=list)
    texts: dict[int, Text] = field(default_factory=dict)


def find_copies(arrivals: Sequence[Text], *, are_new: bool) -> Found:
    """Find the near-copies of `arrivals` among all articles and themselves.

    New ones are not in the database yet; those that are there are compared with their groups too.
    """
    found = Found(texts={text.article: text for text in arrivals})
    ranked = _candidates(arrivals, are_new=are_new)
    found.texts |= texts_of({other for others in ranked.values() for other in others} - set(found.texts))
    for text in arrivals:
        found.matches += _matches(text, ranked.get(text.article, []), found.texts)
    return found


def texts_of(articles: Collection[int]) -> dict[int, Text]:
    """Read what is compared of articles that are there."""
    if not articles:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [timezone.localdate(), list(articles)])
        texts = [Text(*row) for row in cursor.fetchall()]
    return {text.article: text for text in texts}


def _candidates(arrivals: Sequence[Text], *, are_new: bool) -> dict[int, list[int]]:
    """List for each article the others that are worth a look, the likeliest first."""
    weights: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for article, other, shared, weight in _shared(arrivals):
        weights[article][other] += shared + float(weight)
    pairs = list(_same_headline(arrivals))
    pairs += _among(arrivals) if are_new else _of_groups(arrivals)
    for article, other in pairs:
        weights[article][other] += LEAST_SHARED
    return {
        article: sorted(others, key=lambda other: (-others[other], other))[:MOST_COMPARED]
        for article, others in weights.items()
    }


def _shared(arrivals: Sequence[Text]) -> list[tuple[int, int, int, float]]:
    # Two texts: thousands of numbers are written faster than they are bound.
    probes = ",".join(str(shingle) for text in arrivals for shingle in text.probes)
    articles = ",".join(str(text.article) for text in arrivals for _shingle in text.probes)
    return _rows(_BY_SHINGLES, [f"{{{probes}}}", f"{{{articles}}}"])


def _same_headline(arrivals: Sequence[Text]) -> Iterable[tuple[int, int]]:
    telling = [text for text in arrivals if is_telling(text.headline_key)]
    columns = [(text.headline_key, text.article, text.published_at) for text in telling]
    return _rows(_BY_HEADLINE, [list(column) for column in zip(*columns, strict=True)]) if telling else []


def is_telling(headline_key: str) -> bool:
    return len(headline_key) >= LEAST_HEADLINE and len(headline_key.split()) >= LEAST_HEADLINE_WORDS


def _of_groups(arrivals: Sequence[Text]) -> Iterable[tuple[int, int]]:
    return _rows(_OF_GROUP, [[text.article for text in arrivals]])


def _rows(sql: str, given: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


def _among(arrivals: Sequence[Text]) -> Iterable[tuple[int, int]]:
    """Yield pairs within a batch that share some shingles or their headline, the later one first."""
    holders: dict[Any, list[int]] = defaultdict(list)
    for text in arrivals:
        shared: dict[int, float] = defaultdict(float)
        headline = [text.headline_key] if is_telling(text.headline_key) else []
        for mark in (*text.probes, *headline):
            for other in holders[mark][:MOST_HOLDERS]:
                shared[other] += 1 / len(holders[mark])
        for mark in (*text.shingles, *headline):
            holders[mark].append(text.article)
        yield from ((text.article, other) for other, weight in shared.items() if weight >= LEAST_WEIGHT)


def _matches(text: Text, candidates: list[int], texts: dict[int, Text]) -> Iterable[Match]:
    """Compare an article with its candidates; of a group one is enough."""
    matched: set[int] = set()
    for key in candidates:
        other = texts.get(key)
        if other is None or other.group in matched:
            continue
        if match := match_of(text, other):
            yield match
            if other.group is not None:
                matched.add(other.group)


def match_of(text: Text, other: Text) -> Match | None:
    """Decide on two articles; texts of two analysers cannot be compared, and those of a group stay in it."""
    if text.version != other.version:
        return _match(text, other, 0.5, CopyKind.EDITED) if text.group and text.group == other.group else None
    days = _days_between(text, other)
    one, two = unpack_text(text.numbers), unpack_text(other.numbers)
    compared = compare(one, two)
    is_same_source = text.source is not None and text.source == other.source
    if compared and compared.is_copy(days, is_same_source=is_same_source):
        return _match(text, other, compared.score, _kind(text, other, compared))
    if text.headline_key == other.headline_key and is_telling(text.headline_key):
        return _under_one_headline(text, other, compared, days)
    return None


def _under_one_headline(
    text: Text, other: Text, compared: Comparison | None, days: float | None
) -> Match | None:
    """Two agencies that print one headline on one day tell one story; one agency's may be a column's name."""
    if (days or 0) > DAYS_APART or (compared and (compared.is_bulletin or compared.is_of_another_day(days))):
        return None
    likeness = overlap(unpack_text(text.numbers), unpack_text(other.numbers))
    are_two = text.source is None or text.source != other.source
    if likeness >= _ALIKE_UNDER_A_HEADLINE or (are_two and (days or 0) <= 1):
        return _match(text, other, round(likeness, 4), CopyKind.HEADLINE)
    return None


def _match(text: Text, other: Text, score: float, kind: str) -> Match:
    later, earlier = max(text.article, other.article), min(text.article, other.article)
    return Match(later, earlier, score, str(kind))


def _kind(text: Text, other: Text, compared: Comparison) -> str:
    if unpack_text(text.numbers) == unpack_text(other.numbers):
        return CopyKind.EXACT
    return CopyKind.CONTAINED if compared.is_contained else CopyKind.EDITED


def _days_between(text: Text, other: Text) -> float | None:
    if text.published_at is None or other.published_at is None:
        return None
    return abs((text.published_at - other.published_at).total_seconds()) / 86400
