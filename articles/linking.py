"""Find the articles that printed links mean; the answer never depends on arrival order (DESIGN 2.9)."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import connection, transaction

# For each link that is not picked by a person: by address, else the article with its headline in the
# same page, else the nearest in publication date, else the lowest identity; never its own article.
_BEST = """
UPDATE articles_articlelink AS link
SET target_id = best.target_id
FROM (
    SELECT waiting.id, (
        SELECT found.id FROM (
            SELECT a.id, a.external_id, a.page_key, a.published_at, 0 AS way
            FROM articles_article a
            WHERE waiting.url <> '' AND a.source_url <> ''  -- the second lets the partial index serve
              AND md5(a.source_url) = md5(waiting.url) AND a.source_url = waiting.url
            UNION ALL
            SELECT a.id, a.external_id, a.page_key, a.published_at, 1 AS way
            FROM articles_article a
            WHERE waiting.headline_key <> '' AND md5(a.headline_key) = md5(waiting.headline_key)
              AND a.headline_key = waiting.headline_key
        ) AS found
        WHERE found.id <> waiting.article_id
        ORDER BY found.way,
                 (origin.page_key <> '' AND found.page_key = origin.page_key) DESC,
                 abs(extract(epoch FROM found.published_at - origin.published_at)) NULLS LAST,
                 found.external_id
        LIMIT 1
    ) AS target_id
    FROM articles_articlelink waiting
    JOIN articles_article origin ON origin.id = waiting.article_id
    WHERE NOT waiting.is_picked AND waiting.id IN (
        SELECT id FROM articles_articlelink WHERE article_id = ANY(%(articles)s)
        UNION ALL
        SELECT id FROM articles_articlelink WHERE md5(headline_key) = ANY(
            SELECT md5(k) FROM unnest(%(keys)s::text[]) AS k) AND headline_key <> ''
        UNION ALL
        SELECT id FROM articles_articlelink WHERE url <> '' AND md5(url) = ANY(
            SELECT md5(u) FROM unnest(%(urls)s::text[]) AS u)
    )
) AS best
WHERE link.id = best.id AND link.target_id IS DISTINCT FROM best.target_id
RETURNING link.target_id
"""


def resolve_links(*, articles: Iterable[int] = (), keys: Iterable[str] = (), urls: Iterable[str] = ()) -> int:
    """Point links at their articles; return how many found one that had none before or another.

    `articles` are the articles whose own links to look at; `keys` and `urls` the folded headlines
    and addresses that came, changed or went. Two who write at once do not see each other, so it is
    done once more when what is written now is committed: then the later one sees both.
    """
    given = {
        "articles": list(articles),
        "keys": [key for key in set(keys) if key],
        "urls": [url for url in set(urls) if url],
    }
    if connection.in_atomic_block:
        transaction.on_commit(partial(_resolve, given), robust=True)
    return _resolve(given)


def _resolve(given: dict[str, list[Any]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_BEST, given)
        return sum(1 for (target,) in cursor.fetchall() if target is not None)
