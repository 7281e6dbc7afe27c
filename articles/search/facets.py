"""Count sections, sources, keywords and years among the hits that were weighed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model
from django.utils import timezone

from articles.models import ArticleKeyword, Section, Source
from articles.search.hits import Hit
from tags.models import Keyword

MOST_VALUES = 12


@dataclass(frozen=True, slots=True)
class Facet:
    """A section, source, keyword or year and how many of the hits have it."""

    row: Any
    count: int


def facets(hits: list[Hit]) -> dict[str, list[Facet]]:
    """Count the facets of `hits`, the largest first, in four statements."""
    return {
        "section": _named(Section, Counter(hit.section for hit in hits if hit.section)),
        "source": _named(Source, Counter(hit.source for hit in hits if hit.source)),
        "keyword": _named(Keyword, _keywords(hit.pk for hit in hits)),
        "year": _years(hits),
    }


def _years(hits: list[Hit]) -> list[Facet]:
    """Count the years of the newsroom's own calendar, the newest first."""
    years = Counter(timezone.localtime(hit.published_at).year for hit in hits if hit.published_at)
    return [Facet(year, years[year]) for year in sorted(years, reverse=True)[:MOST_VALUES]]


def _keywords(articles: Iterable[int]) -> Counter[int]:
    rows = ArticleKeyword.objects.filter(content_object__in=list(articles)).order_by()
    counted = rows.values("tag").annotate(count=Count("pk")).order_by("-count", "tag")
    return Counter(dict(counted.values_list("tag", "count")[:MOST_VALUES]))


def _named(model: type[Model], counts: Counter[int]) -> list[Facet]:
    most = counts.most_common(MOST_VALUES)
    rows = model._default_manager.in_bulk([pk for pk, _count in most])
    return [Facet(rows[pk], count) for pk, count in most if pk in rows]
