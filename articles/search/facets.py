"""Count sections, sources, keywords and years among the hits that were weighed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from articles.search.hits import Hit
from newsroom.reading import read_cursor

MOST_VALUES = 12
# One statement on plain arrays: as querysets, the three kinds cost a page more time than their counting.
_NAMED = """
SELECT 'keyword', tag.name, tag.slug, counted.number, tag.id FROM (
    SELECT tag_id, count(*) AS number FROM articles_articlekeyword
    WHERE content_object_id = ANY(%(articles)s) GROUP BY tag_id ORDER BY count(*) DESC, tag_id LIMIT %(most)s
) AS counted JOIN tags_keyword AS tag ON tag.id = counted.tag_id
UNION ALL SELECT 'section', name, slug, number, id FROM articles_section
    JOIN unnest(%(sections)s::bigint[], %(in_sections)s::int[]) AS counted (pk, number) ON id = pk
UNION ALL SELECT 'source', name, slug, number, id FROM articles_source
    JOIN unnest(%(sources)s::bigint[], %(from_sources)s::int[]) AS counted (pk, number) ON id = pk
ORDER BY 4 DESC, 5
"""


@dataclass(frozen=True, slots=True)
class Facet:
    """A section, source, keyword or year, and how many of the hits have it."""

    name: str
    slug: str
    count: int


def facets(hits: list[Hit]) -> dict[str, list[Facet]]:
    """Count the facets of `hits`, the largest first, in one statement."""
    found: dict[str, list[Facet]] = {"section": [], "source": [], "keyword": [], "year": _years(hits)}
    if not hits:
        return found
    sections, in_sections = _most(Counter(hit.section for hit in hits if hit.section))
    sources, from_sources = _most(Counter(hit.source for hit in hits if hit.source))
    values = {
        "articles": [hit.pk for hit in hits], "most": MOST_VALUES, "sections": sections,
        "in_sections": in_sections, "sources": sources, "from_sources": from_sources,
    }  # fmt: skip
    with read_cursor() as cursor:
        cursor.execute(_NAMED, values)
        for kind, name, slug, count, _pk in cursor.fetchall():
            found[kind].append(Facet(name, slug, count))
    return found


def _most(counts: Counter[int]) -> tuple[list[int], list[int]]:
    most = counts.most_common(MOST_VALUES)
    return [pk for pk, _count in most], [count for _pk, count in most]


def _years(hits: list[Hit]) -> list[Facet]:
    """Count the years of the newsroom's own calendar, the newest first."""
    zone = timezone.get_current_timezone()
    years = Counter(datetime.fromtimestamp(hit.published, zone).year for hit in hits if hit.published)
    return [Facet(str(year), str(year), years[year]) for year in sorted(years, reverse=True)[:MOST_VALUES]]
