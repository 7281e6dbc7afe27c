"""Lay out the home page: a lead, two more, a grid, the latest, and a block for each section of the menu."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from articles.caching.keys import depend_on_places
from articles.models import Article, Section

SECONDS, GRID = 2, 3
TOP = 1 + SECONDS + GRID
LATEST = 8
BLOCK = 4
ALL = 0  # no section has this identity


@dataclass(frozen=True, slots=True)
class Block:
    section: Section
    articles: list[Article]


def build_frontpage() -> dict[str, Any]:
    """Choose what the home page shows, in three queries whatever the size of the archive."""
    sections = list(
        Section.objects.filter(Q(in_menu=True) | Q(parent__in_menu=True)).order_by("position", "pk")
    )
    tops = [section for section in sections if section.in_menu and section.parent_id is None]
    groups = _newest_by_group(_groups(tops, sections))
    newest = groups.pop(ALL, [])
    top, latest = newest[:TOP], newest[TOP:]
    return {
        "menu": tops,
        "lead": next(iter(top), None),
        "seconds": top[1 : 1 + SECONDS],
        "grid": top[1 + SECONDS :],
        "latest": latest,
        "blocks": _blocks(tops, groups, shown={article.pk for article in top}),
    }


def _groups(tops: list[Section], sections: list[Section]) -> dict[int, list[int] | None]:
    """Map each section of the menu to itself and its children."""
    groups: dict[int, list[int] | None] = {ALL: None}
    for top in tops:
        groups[top.pk] = [top.pk, *(section.pk for section in sections if section.parent_id == top.pk)]
    return groups


def _newest_by_group(groups) -> dict[int, list[Article]]:
    """Read the newest of each group; enough to fill a block after what stands above is left out."""
    pairs = list(Article.objects.newest_ids(groups, size=TOP + LATEST))
    cards = Article.objects.for_list().in_bulk({pk for _group, pk in pairs})
    found: dict[int, list[Article]] = {}
    for group, pk in pairs:
        # An article may stop being public between the two queries.
        if pk in cards:
            found.setdefault(group, []).append(cards[pk])
    depend_on_places(cards.values())
    for articles in found.values():
        articles.sort(key=lambda article: (article.published_at, article.pk), reverse=True)
    return found


def _blocks(tops: list[Section], groups: dict[int, list[Article]], *, shown: set[int]) -> list[Block]:
    blocks = []
    for section in tops:
        articles = [article for article in groups.get(section.pk, []) if article.pk not in shown]
        if articles:
            blocks.append(Block(section, articles[:BLOCK]))
    return blocks
