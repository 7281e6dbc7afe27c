"""Say which keywords go with one, from the newest public articles that have it."""

from datetime import datetime
from math import sqrt
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, Func, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from articles.models import Article, ArticleKeyword
from newsroom.compiled import KEY, MOMENT, Compiled, moment
from tags.kept import kept_summary
from tags.models import Keyword, KeywordSummary

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


def with_related(keywords: QuerySet[Keyword]) -> QuerySet[Keyword]:
    """Let a queryset of keywords read which go with each, for `related_to`, as a job kept them."""
    others = KeywordSummary.objects.filter(keyword=OuterRef(OuterRef("pk"))).values("related")
    place = Func(Subquery(others), F("pk"), function="array_position", output_field=IntegerField())
    rows = Keyword.objects.filter(pk__any=Subquery(others)).annotate(place=place).order_by("place")
    named = ArraySubquery(rows.values(told=JSONObject(id="pk", name="name", slug="slug")))
    return keywords.annotate(kept_related=Case(When(Exists(kept_summary()), then=named)))


def related_to(keyword: Keyword) -> list[Keyword]:
    """Return the keywords that go with one, the closest first: as they were read with it, else anew."""
    told = getattr(keyword, "kept_related", None)
    return related_live(keyword) if told is None else [Keyword(**other) for other in told]


def related_live(keyword: Keyword) -> list[Keyword]:
    """Weigh which keywords go with one, the closest first, in one query.

    Weighed by the cosine of both sets of articles: what stands everywhere is divided by the root of its uses.
    """
    statement = _RELATED.format(companions=_COMPANIONS_OF.text)
    rows = Keyword.objects.raw(statement, {"key": keyword.pk, **moment()})
    return sorted(rows, key=lambda row: (-row.together / sqrt(row.uses or 1), row.pk))[:MOST_SHOWN]


def _companions(key: int, now: datetime, **_derived: Any) -> QuerySet:
    """Count the keywords beside one: only what the public may read now speaks."""
    public = Article.objects.published(now).filter(article_keywords__tag=key)
    newest = public.order_by("-article_keywords__published_at", "-article_keywords__content_object")
    rows = ArticleKeyword.objects.filter(content_object__in=newest.values("pk")[:_NEWEST]).exclude(tag=key)
    rows = rows.order_by()
    counted = rows.values("tag").annotate(together=Count("pk")).filter(together__gte=_LEAST_TOGETHER)
    return counted.order_by("-together", "tag")[:_COMPANIONS]


_COMPANIONS_OF = Compiled(_companions, key=KEY, **moment(MOMENT))
