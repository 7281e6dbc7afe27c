"""Count sections, sources, keywords and years among the hits that were weighed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from articles.models import Section, Source
from articles.search.hits import Hit
from tags.models import Keyword

MOST_VALUES = 12
# One array, where a condition of Django's has a parameter for each article.
_KEYWORDS = """
SELECT tag_id, count(*) FROM articles_articlekeyword WHERE content_object_id = ANY(%s)
GROUP BY tag_id ORDER BY count(*) DESC, tag_id LIMIT %s
"""


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
        "keyword": _named(Keyword, _keywords([hit.pk for hit in hits])),
        "year": _years(hits),
    }


def _years(hits: list[Hit]) -> list[Facet]:
    """Count the years of the newsroom's own calendar, the newest first."""
    zone = timezone.get_current_timezone()
    years = Counter(datetime.fromtimestamp(hit.published, zone).year for hit in hits if hit.published)
    return [Facet(year, years[year]) for year in sorted(years, reverse=True)[:MOST_VALUES]]


def _keywords(articles: Sequence[int]) -> Counter[int]:
    if not articles:
        return Counter()
    with connection.cursor() as cursor:
        cursor.execute(_KEYWORDS, [articles, MOST_VALUES])
        return Counter(dict(cursor.fetchall()))


def _named(model: type[Model], counts: Counter[int]) -> list[Facet]:
    most = counts.most_common(MOST_VALUES)
    rows = model._default_manager.in_bulk([pk for pk, _count in most])
    return [Facet(rows[pk], count) for pk, count in most if pk in rows]
