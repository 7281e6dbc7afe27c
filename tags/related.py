"""Say which keywords go with one, from the newest public articles that have it."""

from datetime import datetime
from math import sqrt
from typing import Any

from django.db.models import Count, QuerySet

from articles.models import Article, ArticleKeyword
from newsroom.compiled import KEY, MOMENT, Compiled, moment
from tags.models import Keyword

MOST_SHOWN = 10
# So many of the newest articles speak for a keyword, and so many of its usual companions are weighed.
_NEWEST, _COMPANIONS = 200, 40
_LEAST_TOGETHER = 2
_RELATED = """
WITH companion AS ({companions})
SELECT tags_keyword.id, tags_keyword.name, tags_keyword.slug, companion.together, (
    SELECT count(*) FROM (
        SELECT FROM articles_articlekeyword k WHERE k.tag_id = tags_keyword.id LIMIT 5000
    ) AS few
) AS uses
FROM companion JOIN tags_keyword ON tags_keyword.id = companion.tag
"""


def related_to(keyword: Keyword) -> list[Keyword]:
    """Return the keywords that go with one, the closest first, in one query.

    Weighed by the cosine of both sets of articles: what stands everywhere is divided by the root of its uses.
    """
    statement = _RELATED.format(companions=_COMPANIONS_OF.text)
    rows = Keyword.objects.raw(statement, {"key": keyword.pk, **moment()})
    return sorted(rows, key=lambda row: (-row.together / sqrt(row.uses or 1), row.pk))[:MOST_SHOWN]


def _companions(key: int, now: datetime, **_derived: Any) -> QuerySet:
    """Count the keywords beside one: only what the public may read now speaks."""
    newest = ArticleKeyword.objects.filter(tag=key).order_by("-content_object")
    public = Article.objects.published(now).filter(pk__in=newest.values("content_object")[:_NEWEST])
    rows = ArticleKeyword.objects.filter(content_object__in=public).exclude(tag=key).order_by()
    counted = rows.values("tag").annotate(together=Count("pk")).filter(together__gte=_LEAST_TOGETHER)
    return counted.order_by("-together", "tag")[:_COMPANIONS]


_COMPANIONS_OF = Compiled(_companions, key=KEY, **moment(MOMENT))
