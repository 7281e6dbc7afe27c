"""Find articles about the same thing in a few queries, each bounded whatever the number of articles."""

from collections.abc import Collection

from django.db import connection

from articles.models import Article
from articles.similarity.rarity import rarity
from articles.similarity.terms import headline_terms, pairs_query

# One word in common is chance: «انخفاض الناتج» and «انخفاض المساعدات».
LEAST_WORDS = 2
# A keyword of half a thousand articles tells little.
LEAST_KEYWORD_SHARE = 0.1
_COUNTED = 1000
_NEWEST = 200

# A keyword's rarity is counted up to a bound, and only the newest articles of the two rarest are read.
_CANDIDATES = f"""
WITH counted AS (
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
    SELECT near.content_object_id AS id
    FROM rare CROSS JOIN LATERAL (
        SELECT k.content_object_id FROM articles_articlekeyword k
        WHERE k.tag_id = rare.tag_id ORDER BY k.content_object_id DESC LIMIT {_NEWEST}
    ) AS near
), hit AS MATERIALIZED (
    SELECT article_id AS id FROM articles_articlesearch WHERE vector @@ %(query)s::tsquery
), by_headline AS (
    SELECT id FROM hit ORDER BY id DESC LIMIT {_NEWEST}
), candidate AS (
    SELECT id FROM by_keyword UNION SELECT id FROM by_headline
)
SELECT candidate.id, coalesce(sum(own.weight) / (SELECT greatest(sum(weight), 1) FROM own), 0)::float
FROM candidate
LEFT JOIN articles_articlekeyword k ON k.content_object_id = candidate.id
LEFT JOIN own ON own.tag_id = k.tag_id
WHERE candidate.id <> %(article)s
GROUP BY candidate.id
"""  # noqa: S608 — only two numbers of ours are put in


def computed(article: Article, *, leave_out: Collection[int], most: int) -> list[tuple[Article, float]]:
    """Return up to `most` public articles like `article` with a score of 0 to 1, the best first."""
    terms = headline_terms(article.headline)
    shares = _keyword_shares(article, terms)
    rows = Article.objects.published().filter(pk__in=set(shares) - set(leave_out))
    rows = rows.exclude(headline_key=article.headline_key).newest_first()
    scores = {
        pk: score
        for pk, headline in rows.values_list("pk", "headline")
        if (score := _score(shares[pk], terms, headline_terms(headline)))
    }
    best = sorted(scores, key=lambda pk: -scores[pk])[:most]
    found = Article.objects.for_list().in_bulk(best)
    return [(found[pk], scores[pk]) for pk in best if pk in found]


def _keyword_shares(article: Article, terms: frozenset[str]) -> dict[int, float]:
    """Map each candidate to the share of the keywords' weight that it has in common."""
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"article": article.pk, "query": pairs_query(terms)})
        return dict(cursor.fetchall())


def _score(keyword_share: float, terms: frozenset[str], other: frozenset[str]) -> float:
    """Weigh keywords and words of the headline alike; 0 where too little is in common."""
    shared = terms & other
    if keyword_share < LEAST_KEYWORD_SHARE and len(shared) < LEAST_WORDS:
        return 0.0
    words = sum(map(rarity, shared)) / sum(map(rarity, terms)) if shared else 0.0
    return round(min(0.5 * keyword_share + 0.5 * words, 1.0), 4)
