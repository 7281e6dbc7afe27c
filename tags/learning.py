"""Learn from the newest tagged articles how often the desk chooses a keyword whose name the text holds."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from articles.models import Article, ArticleKeyword
from articles.sanitizing import plain_text
from tags.phrases import read_text
from tags.suggestions import named_in

NEWEST = 2000
_CHUNK = 25

_NEWEST = "SELECT DISTINCT content_object_id FROM articles_articlekeyword ORDER BY 1 DESC LIMIT %s"
_KEEP = """
UPDATE tags_keyword k SET seen = coalesce(l.seen, 0), chosen = coalesce(l.chosen, 0)
FROM tags_keyword old LEFT JOIN unnest(%s::bigint[], %s::int[], %s::int[]) AS l(id, seen, chosen) USING (id)
WHERE k.id = old.id AND (k.seen, k.chosen) IS DISTINCT FROM (coalesce(l.seen, 0), coalesce(l.chosen, 0))
"""


def learn_choices() -> int:
    """Count, for each keyword, the texts that hold it and those that have it; return how many were read."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [NEWEST])
        numbers = [number for (number,) in cursor.fetchall()]
    seen: Counter[int] = Counter()
    chosen: Counter[int] = Counter()
    for articles in _chunks(numbers):
        tags = _tags_of(articles)
        for article in articles:
            named = named_in(read_text(article.headline, plain_text(article.body)).mentions)
            seen.update(named.keys())
            chosen.update(named.keys() & tags.get(article.pk, set()))
    _keep(seen, chosen)
    return len(numbers)


def _chunks(numbers: list[int]) -> Iterator[list[Article]]:
    for start in range(0, len(numbers), _CHUNK):
        yield list(Article.objects.filter(pk__in=numbers[start : start + _CHUNK]).only("headline", "body"))


def _tags_of(articles: Iterable[Article]) -> dict[int, set[int]]:
    tags: dict[int, set[int]] = {}
    rows = ArticleKeyword.objects.filter(content_object__in=articles).order_by()
    for article, tag in rows.values_list("content_object", "tag"):
        tags.setdefault(article, set()).add(tag)
    return tags


@transaction.atomic
def _keep(seen: Counter[int], chosen: Counter[int]) -> None:
    with connection.cursor() as cursor:
        numbers = sorted(seen)
        counts = [seen[n] for n in numbers], [chosen[n] for n in numbers]
        cursor.execute(_KEEP, [numbers, *counts])
