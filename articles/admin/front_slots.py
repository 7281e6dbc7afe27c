"""The slots of a front page as the desk shows them: what stands there, why, and what the newest fill."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.display import badge, print_short, state_badge, title_of
from articles.fronts import Entry, placed_at
from articles.models import Article, Section, Slot
from articles.permissions import viewable
from articles.views.frontpage import NEWEST, Top, choose, fill


@dataclass(slots=True)
class ShownSlot:
    """A slot of the form; `automatic` are the newest that take its free places now."""

    slot: Slot
    forms: list[Any] = field(default_factory=list)
    automatic: list[Article] = field(default_factory=list)


def slots_of(user: Any, section: Section | None, formset: Any) -> list[ShownSlot]:
    """Put each form into its slot, with what one needs to know of its article; in three queries."""
    forms = [form for form in formset.initial_forms + formset.extra_forms if form.entry]
    entries = [form.entry for form in forms]
    now = timezone.now()
    placed = placed_at(entries, now, Article.objects.published(now).with_story())
    top = choose(placed)
    seen = viewable(user, Article.objects.for_desk())
    articles = seen.in_bulk({entry.article for entry in entries}) if entries else {}
    chosen, shown = top.keys, {slot: ShownSlot(slot) for slot in Slot}
    for form in forms:
        article = articles.get(form.entry.article)
        form.title = title_of(article) if article else _("an article that you may not see")
        form.article_state = state_badge(article) if article else ""
        form.state = _state(form.entry, now, {one.pk for one in placed}, top)
        shown[Slot(form.entry.slot)].forms.append(form)
    for slot, filled in _filled(section, top).items():
        shown[slot].automatic = [article for article in filled if article.pk not in chosen]
    return list(shown.values())


def _filled(section: Section | None, top: Top) -> dict[Slot, list[Article]]:
    """Let the newest fill what is free; the page of a section where nothing is placed has no slots."""
    if section and not top:
        return {}
    if section is None:
        newest = Article.objects.for_latest()
    else:
        newest = Article.objects.for_sections([section, *section.children.all()])
    fill(top, newest.with_story()[:NEWEST])
    return top.slots


def _state(entry: Entry, now: datetime, public: set[int], top: Top) -> SafeString:
    """Say whether readers see an entry now, and if not, why."""
    if entry.until_at and entry.until_at <= now:
        return badge("ended", _("ended %(at)s") % {"at": print_short(entry.until_at)})
    if entry.from_at and entry.from_at > now:
        return badge("scheduled", _("begins %(at)s") % {"at": print_short(entry.from_at)})
    if entry.article not in public:
        return badge("needs", _("not public: the newest stands in for it"))
    if entry.article in {article.pk for article in top.slots[Slot(entry.slot)]}:
        return badge("published", _("on the page"))
    return badge("waiting", _("waits for a free place"))
