"""Withdrawals at the desk: the copies that readers have of a story, and what was taken down together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, AuditEntry
from articles.permissions import may_ask_for, may_view_all, viewable
from articles.takedowns import PURGED, copies_with_readers, tell_copies
from articles.workflow import TRANSITIONS

# A form holds so many; more copies of one text are no story.
MOST_MEMBERS = 200


@dataclass(frozen=True, slots=True)
class Member:
    """A copy that readers have or will have; `reason` says why the person may not withdraw it."""

    article: Article
    reason: str
    is_chosen: bool = False

    @property
    def value(self) -> str:
        return _value(self.article)


def _value(article: Article) -> str:
    """Name an article and the version that the person sees of it."""
    return f"{article.pk}-{article.latest_revision_id}"


@dataclass(frozen=True, slots=True)
class Story:
    """The other copies, as the form of a withdrawal lists them."""

    members: list[Member]
    has_more: bool

    @property
    def title(self) -> str:
        public = sum(member.article.is_public for member in self.members)
        scheduled = len(self.members) - public
        if not scheduled:
            return tell_copies(public)
        if not public:
            return _only_scheduled(scheduled)
        text = ngettext(
            "%(n)d more copy has its time set", "%(n)d more copies have their time set", scheduled
        )
        return f"{tell_copies(public)} · {text % {'n': scheduled}}"

    @property
    def free(self) -> list[Member]:
        """List those that this person may take down."""
        return [member for member in self.members if not member.reason]


def _only_scheduled(count: int) -> str:
    text = ngettext(
        "Readers have no other copy of this story, but %(n)d copy has its time set",
        "Readers have no other copy of this story, but %(n)d copies have their time set", count,
    )  # fmt: skip
    return text % {"n": count}


def story_for(user: Any, article: Article, chosen: Iterable[str] = ()) -> Story:
    rows = viewable(user, copies_with_readers(article)).for_desk()
    found, marked = list(rows[: MOST_MEMBERS + 1]), set(chosen)
    members = [Member(one, _why_not(user, one), _value(one) in marked) for one in found[:MOST_MEMBERS]]
    return Story(members, has_more=len(found) > MOST_MEMBERS)


def _why_not(user: Any, article: Article) -> str:
    move = TRANSITIONS["withdraw"]
    if may_ask_for(user, article, move):
        return ""
    if user.has_perm(move.permission) and article.section:
        return _("You do not work in the section %(section)s.") % {"section": article.section}
    return _("You may not withdraw it.")


class ChosenMembers(forms.MultipleHiddenInput):
    """Read what was chosen of a story; «all» is all that the form listed, with a script and without."""

    def value_from_datadict(self, data, files, name):
        return data.getlist("seen" if data.get("whole") else name)


class MembersField(forms.Field):
    """Give the revision that the person saw of each chosen article, by its key."""

    widget = ChosenMembers

    def __init__(self):
        super().__init__(required=False)

    def clean(self, value):
        pairs = [one.split("-") for one in value]
        if not all(len(pair) == 2 and all(map(_is_number, pair)) for pair in pairs):
            raise forms.ValidationError(_("Choose the copies again, please."))
        return {int(article): int(revision) for article, revision in pairs}


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


@dataclass(slots=True)
class Taken:
    """An article of a takedown; `is_hidden` where the person may not see it."""

    article: Article | None
    label: str
    is_hidden: bool
    purged_at: datetime | None


@dataclass(slots=True)
class Takedown:
    """One act that took articles from readers, as the audit tells it."""

    entry: AuditEntry
    taken: list[Taken] = field(default_factory=list)

    @property
    def shown(self) -> list[Taken]:
        return [one for one in self.taken if not one.is_hidden]

    @property
    def hidden(self) -> int:
        return len(self.taken) - len(self.shown)


def takedowns_among(entries: Iterable[AuditEntry], user: Any) -> list[Takedown]:
    """Tell the takedowns that these entries are of, the last first: two queries, or none."""
    names = {entry.takedown for entry in entries if entry.takedown}
    if not names:
        return []
    found = list(AuditEntry.objects.filter(takedown__in=names).select_related("by", "article").order_by("pk"))
    seen = _seen_by(user, [entry.article_id for entry in found])
    purged = {(entry.takedown, entry.article_id): entry.at for entry in found if entry.action == PURGED}
    acts: dict[Any, list[AuditEntry]] = defaultdict(list)
    for entry in found:
        if entry.action != PURGED:
            acts[entry.takedown].append(entry)
    return [_takedown(act, seen, purged) for act in reversed(acts.values())]


def _takedown(act: list[AuditEntry], seen: set[int | None], purged: dict[Any, datetime]) -> Takedown:
    taken = [
        Taken(
            entry.article, entry.article_label, entry.article_id not in seen,
            purged.get((entry.takedown, entry.article_id)),
        )
        for entry in act
    ]  # fmt: skip
    return Takedown(act[0], taken)


def _seen_by(user: Any, numbers: list[int | None]) -> set[int | None]:
    """Keep the articles that a person may see; what is gone is told to who sees all."""
    if may_view_all(user):
        return set(numbers)
    rows = viewable(user, Article.objects.filter(pk__in=[number for number in numbers if number]))
    return set(rows.values_list("pk", flat=True))
