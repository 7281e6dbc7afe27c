"""Lay out the home page: a lead, two more, a grid, the latest, and a block for each section of the menu.

What an editor put on a front page stands first, and the newest fill what is left; nothing stands there twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from articles.caching.keys import MOST_READ, depend_on, depend_on_front, depend_on_places
from articles.fronts import in_slot
from articles.menu import Menu, footer_of, with_footer
from articles.models import Article, Section, Slot
from articles.querysets import READ_SLOT

TOP = sum(slot.places for slot in Slot)
LATEST = 8
BLOCK = 4
# A ranking of fewer tells readers nothing.
FEWEST_READ = 3
# Enough of each group to fill its place after what stands above is left out.
NEWEST = TOP + LATEST + BLOCK
ALL = 0  # no section has this identity


@dataclass(frozen=True, slots=True)
class Block:
    section: Section
    articles: list[Article]


@dataclass(slots=True)
class Top:
    """The slots of a front page as readers have them."""

    slots: dict[Slot, list[Article]] = field(default_factory=lambda: {slot: [] for slot in Slot})

    def __bool__(self) -> bool:
        return any(self.slots.values())

    @property
    def keys(self) -> set[int]:
        return {article.pk for articles in self.slots.values() for article in articles}

    @property
    def stories(self) -> set[int]:
        """Name the stories of which a near-copy stands there."""
        return {article.story for articles in self.slots.values() for article in articles} - {None}

    @property
    def context(self) -> dict[str, Any]:
        """Name the slots as templates do."""
        lead = next(iter(self.slots[Slot.LEAD]), None)
        return {"lead": lead, "seconds": self.slots[Slot.SECOND], "grid": self.slots[Slot.BOX]}


def choose(placed: Iterable[Article]) -> Top:
    """Give each slot the first of those put there: what finds no room, or stands higher up, is left out."""
    placed, top = list(placed), Top()
    for slot, chosen in top.slots.items():
        for article in placed:
            if article.slot == slot and len(chosen) < slot.places and article.pk not in top.keys:
                chosen.append(article)
    return top


def fill(top: Top, newest: Iterable[Article]) -> list[Article]:
    """Let the newest take the places that are free; returns the rest of them, without what stands there."""
    shown, stories = top.keys, top.stories
    rest = [article for article in newest if article.pk not in shown and article.story not in stories]
    for slot, chosen in top.slots.items():
        free = slot.places - len(chosen)
        chosen += rest[:free]
        rest = rest[free:]
    _lead_with_something(top)
    return rest


def _lead_with_something(top: Top) -> None:
    """On a site of few articles all may stand lower down, and a page begins with its lead."""
    lead, *others = top.slots.values()
    fuller = next(filter(None, others), None)
    if fuller and not lead:
        lead.append(fuller.pop(0))


def build_frontpage(*, top: Top | None = None, at: datetime | None = None) -> dict[str, Any]:
    """Choose what the home page shows, in three queries whatever the size of the archive."""
    in_menu = Section.objects.filter(Q(in_menu=True) | Q(parent__in_menu=True))
    sections = list(with_footer(in_menu.order_by("position", "pk")))
    tops = [section for section in sections if section.in_menu and section.parent_id is None]
    placed, groups = _read_groups(_groups(tops, sections), at)
    top = choose(placed) if top is None else top
    latest = fill(top, groups.pop(ALL, []))[:LATEST]
    shown = [*(article for articles in top.slots.values() for article in articles), *latest]
    blocks = _blocks(tops, groups, shown=shown)
    menu = Menu(tops, footer_of(sections))
    return {"menu": menu, **top.context, "latest": latest, "blocks": blocks, "most_read": _most_read(placed)}


def _most_read(placed: Iterable[Article]) -> list[Article]:
    """Choose the most read of what the query brought in its slot; each stands there whatever stands above."""
    found = [article for article in placed if article.slot == READ_SLOT]
    return found if len(found) >= FEWEST_READ else []


def _groups(tops: list[Section], sections: list[Section]) -> dict[int, list[int] | None]:
    """Map each section of the menu to itself and its children."""
    groups: dict[int, list[int] | None] = {ALL: None}
    for top in tops:
        groups[top.pk] = [top.pk, *(section.pk for section in sections if section.parent_id == top.pk)]
    return groups


def _read_groups(groups, at: datetime | None) -> tuple[list[Article], dict[int, list[Article]]]:
    """Read what stands in a slot, in order, and the newest of each group."""
    depend_on_front(None)
    depend_on(MOST_READ)
    rows = list(Article.objects.home_ids(groups, size=NEWEST, at=at))
    cards = Article.objects.for_list(at).with_story().in_bulk({row.pk for row in rows})
    depend_on_places(cards.values())
    # An article may stop being public between the two queries.
    rows = sorted((row for row in rows if row.pk in cards), key=lambda row: row.place)
    found: dict[int, list[Article]] = {}
    for row in rows:
        if not row.slot:
            found.setdefault(row.group, []).append(cards[row.pk])
    for articles in found.values():
        articles.sort(key=lambda article: (article.published_at, article.pk), reverse=True)
    return [in_slot(cards[row.pk], row.slot) for row in rows if row.slot], found


def _blocks(tops: list[Section], groups: dict[int, list[Article]], *, shown: list[Article]) -> list[Block]:
    """Leave out what stands higher up, by itself or by a near-copy: each list has its own of a story."""
    blocks, keys = [], {article.pk for article in shown}
    stories = {article.story for article in shown} - {None}
    for section in tops:
        newest = groups.get(section.pk, [])
        articles = [one for one in newest if one.pk not in keys and one.story not in stories]
        if articles:
            blocks.append(Block(section, articles[:BLOCK]))
    return blocks
