"""Tell in which months a keyword was written of, from the newest articles that have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject, TruncMonth

from articles.models import Article, ArticleKeyword
from tags.models import Keyword

# So many of the newest articles speak for a keyword, and so many of their months are shown.
NEWEST, MOST_MONTHS = 1000, 24
# Fewer months are no line.
LEAST_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Timeline:
    """The months that have stories with a keyword, as (first day, count), the newest first.

    `newest` is how many of its articles were counted where it has more, else 0.
    """

    months: list[tuple[date, int]]
    newest: int = 0

    @property
    def most(self) -> int:
        return max(count for _month, count in self.months)


def with_timeline(keywords: QuerySet[Keyword], at: datetime | None = None) -> QuerySet[Keyword]:
    """Let a queryset of keywords read their timelines too, for `timeline_of`."""
    more = ArticleKeyword.objects.filter(tag=OuterRef("pk")).order_by("-content_object")
    return keywords.annotate(
        months_read=ArraySubquery(_months(at)), has_more_uses=Exists(more[NEWEST : NEWEST + 1])
    )


def _months(at: datetime | None) -> QuerySet[Any]:
    uses = ArticleKeyword.objects.filter(tag=OuterRef(OuterRef("pk"))).order_by("-content_object")
    public = Article.objects.published(at).filter(pk__in=uses.values("content_object")[:NEWEST])
    counts = public.count_by(month=TruncMonth("published_at", output_field=DateField()))
    told = JSONObject(month=F("month"), stories=F("stories"))
    return counts.annotate(told=told).order_by("-month").values("told")[:MOST_MONTHS]


def timeline_of(keyword: Any) -> Timeline | None:
    """Return the timeline that was read with a keyword; None where it is too short, or was not read."""
    read: Iterable[dict[str, Any]] = getattr(keyword, "months_read", ())
    # PostgreSQL tells a month as the moment when it begins.
    months = [(datetime.fromisoformat(told["month"]).date(), told["stories"]) for told in read]
    if len(months) < LEAST_MONTHS:
        return None
    return Timeline(months, NEWEST if keyword.has_more_uses else 0)
