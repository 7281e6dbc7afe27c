"""Front pages by hand: who lays them out, and how no editor's work is lost to another's.

Each save is an arrangement of its own. One made over a version that is no longer the newest is kept aside,
whole, for its maker to compare; nothing is ever overwritten.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.auditing import record_trust
from articles.holding import held
from articles.models import Arrangement, Article, Placement, Section, Slot
from articles.permissions import may_view_all, viewable
from articles.reach import sections_of
from articles.refusals import NotAllowed, PublishingError

MOST = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a slot, from a time or until one."""

    slot: str
    article: int
    from_at: datetime | None = None
    until_at: datetime | None = None

    def is_live(self, at: datetime) -> bool:
        begun = self.from_at is None or self.from_at <= at
        return begun and (self.until_at is None or self.until_at > at)


def may_arrange(user: Any, section: Section | None) -> bool:
    """Who publishes, and sees all, lays out front pages; who is kept to sections, only theirs, never home.

    A preview shows what is scheduled: it must be theirs to see.
    """
    given = sections_of(user)
    within = section is not None and section.pk in given if given else may_view_all(user)
    return user.has_perm("articles.publish_article") and within


def sections_with_fronts(user: Any) -> QuerySet[Section]:
    """List the sections whose front pages a person may lay out."""
    sections, given = Section.objects.order_by("position", "pk"), sections_of(user)
    return sections.filter(pk__in=given) if given else sections.filter(in_menu=True)


def newest_arrangement(section: Section | None) -> Arrangement | None:
    return Arrangement.objects.newest(section).select_related("entry").first()


def number_of(arrangement: Arrangement | None) -> int:
    """Return the version that a page shows; before the first one it is 0."""
    return (arrangement and arrangement.number) or 0


def entries_of(arrangement: Arrangement | None) -> list[Entry]:
    placements = arrangement.placements.all() if arrangement else ()
    return [Entry(one.slot, one.article_id, one.from_at, one.until_at) for one in placements]


def front_label(section: Section | None) -> str:
    return _("Front page of the section: %(name)s") % {"name": section} if section else _("Front page")


def arrange(
    section: Section | None, entries: Sequence[Entry], *, seen: int, by: Any, action: str = "front_arrange"
) -> Arrangement:
    """Lay out a front page over the version `seen`; an arrangement that is put aside has no number."""
    _check(section, entries, by=by)
    newest = newest_arrangement(section)
    if entries_of(newest) == list(entries) and newest:
        return newest  # sent twice
    if number_of(newest) == seen:
        try:
            return _write(section, entries, newest, number=seen + 1, by=by, action=action)
        except IntegrityError:
            newest = newest_arrangement(section)  # somebody was a moment quicker
    return _write(section, entries, newest, number=None, by=by, action="front_aside")


def restore(arrangement: Arrangement, *, seen: int, by: Any) -> Arrangement:
    """Bring an earlier arrangement back, or one put aside, as a new version."""
    entries = entries_of(arrangement)
    return arrange(arrangement.section, entries, seen=seen, by=by, action="front_restore")


@transaction.atomic
def _write(
    section: Section | None, entries: Sequence[Entry], before: Arrangement | None, *, number: int | None,
    by: Any, action: str,
) -> Arrangement:  # fmt: skip
    hold({entry.article for entry in entries})
    titles = titles_of({entry.article for entry in (*entries, *entries_of(before))})
    note = "\n".join(changes(entries_of(before), entries, titles.__getitem__))
    told = record_trust(action, about=front_label(section), by=by, note=note)
    arrangement = Arrangement.objects.create(section=section, number=number, entry=told)
    Placement.objects.bulk_create(
        Placement(
            arrangement=arrangement, slot=entry.slot, position=position, article_id=entry.article,
            from_at=entry.from_at, until_at=entry.until_at,
        ) for position, entry in enumerate(entries, 1)
    )  # fmt: skip
    return arrangement


def _check(section: Section | None, entries: Sequence[Entry], *, by: Any) -> None:
    if not may_arrange(by, section):
        raise NotAllowed(_("You may not lay out this front page."))
    if len(entries) > MOST:
        raise PublishingError(_("A front page holds %(most)d articles at most.") % {"most": MOST})
    if any(entry.from_at and entry.until_at and entry.until_at <= entry.from_at for entry in entries):
        raise PublishingError(_("An article leaves the front page before it comes there."))
    _check_articles(section, {entry.article for entry in entries}, by=by)


def _check_articles(section: Section | None, keys: set[int], *, by: Any) -> None:
    """An article that a colleague put there may stay, even where this person does not see it."""
    seen = set(viewable(by, Article.objects.filter(pk__in=keys)).values_list("pk", flat=True))
    arrangements = Arrangement.objects.of_front(section)
    placed = Placement.objects.filter(arrangement__in=arrangements, article__in=keys - seen)
    refuse_missing(keys - seen - set(placed.values_list("article", flat=True)))


def hold(keys: set[int]) -> None:
    """Keep articles from being deleted until the transaction ends; names what is gone: PublishingError."""
    refuse_missing(keys - held(Article, keys))


def refuse_missing(keys: set[int]) -> None:
    if keys:
        numbers = ", ".join(map(str, sorted(keys)))
        raise PublishingError(_("There is no such article: %(numbers)s") % {"numbers": numbers})


def titles_of(keys: Iterable[int]) -> dict[int, str]:
    rows = Article.objects.filter(pk__in=keys).only("headline", "working_title", "external_id")
    return {article.pk: str(article) for article in rows}


def changes(before: Sequence[Entry], after: Sequence[Entry], title: Callable[[int], str]) -> list[str]:
    """Say what one arrangement did to another, a line each."""
    old, new = Counter(before), Counter(after)
    lines = [_("Put there: %(entry)s") % {"entry": _told(entry, title)} for entry in new - old]
    lines += [_("Taken away: %(entry)s") % {"entry": _told(entry, title)} for entry in old - new]
    if not lines and list(before) != list(after):
        lines.append(_("Only the order changed"))
    return lines


def _told(entry: Entry, title: Callable[[int], str]) -> str:
    parts = [f"{Slot(entry.slot).label}: {title(entry.article)}"]
    if entry.from_at:
        parts.append(_("from %(moment)s") % {"moment": _moment(entry.from_at)})
    if entry.until_at:
        parts.append(_("until %(moment)s") % {"moment": _moment(entry.until_at)})
    return " ".join(parts)


def _moment(moment: datetime) -> str:
    # Strokes and not hyphens: behind Arabic letters a hyphen would turn the day and the year around.
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"


def placed_at(entries: Iterable[Entry], at: datetime, articles: QuerySet[Article]) -> list[Article]:
    """List what of some entries stands on the page at a time, out of `articles`; each names its slot."""
    live = [entry for entry in entries if entry.is_live(at)]
    rows = articles.in_bulk({entry.article for entry in live})
    return [in_slot(rows[entry.article], entry.slot) for entry in live if entry.article in rows]


def in_slot(article: Article, slot: str) -> Article:
    """Return a copy that names its slot: an article may be placed twice."""
    article = copy(article)
    article.slot = slot
    return article
