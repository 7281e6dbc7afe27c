"""Tell in which months a keyword was written of, from the newest articles that have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, F, Func, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, TruncMonth

from articles.models import Article
from tags.kept import kept_summary
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
    """Let a queryset of keywords read their timelines, for `timeline_of`: as a job kept them, else anew."""
    kept, live = kept_summary(), told_live(at)
    return keywords.annotate(
        **{name: Coalesce(Subquery(kept.values(name)), told) for name, told in live.items()}
    )


def told_live(at: datetime | None = None) -> dict[str, Any]:
    """Tell of keywords what `KeywordSummary` keeps for the timeline."""
    older = _newest(OuterRef("pk"), at)[NEWEST : NEWEST + 1]
    return {"months": _months(at), "has_more_uses": Exists(older)}


def _newest(keyword: Any, at: datetime | None) -> QuerySet[Any]:
    uses = "article_keywords__"
    rows = Article.objects.published(at).filter(**{f"{uses}tag": keyword})
    return rows.order_by(f"-{uses}published_at", f"-{uses}content_object").values("pk")


def _months(at: datetime | None) -> Func:
    newest = _newest(OuterRef(OuterRef("pk")), at)[:NEWEST]
    counts = Article.objects.filter(pk__in=newest).count_by(
        month=TruncMonth("published_at", output_field=DateField())
    )
    told = JSONObject(month=F("month"), stories=F("stories"))
    rows = ArraySubquery(counts.annotate(told=told).order_by("-month").values("told")[:MOST_MONTHS])
    return Func(rows, function="to_jsonb", output_field=JSONField())


def timeline_of(keyword: Any) -> Timeline | None:
    """Return the timeline that was read with a keyword; None where it is too short, or was not read."""
    read: Iterable[dict[str, Any]] = getattr(keyword, "months", ())
    # PostgreSQL tells a month as the moment when it begins.
    months = [(datetime.fromisoformat(told["month"]).date(), told["stories"]) for told in read]
    if len(months) < LEAST_MONTHS:
        return None
    return Timeline(months, NEWEST if keyword.has_more_uses else 0)
