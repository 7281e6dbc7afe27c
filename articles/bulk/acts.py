"""What can be done to many articles: moves of the table, and edits of what a list is sorted by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Section
from articles.records import Record
from articles.workflow import TRANSITIONS, Transition
from newsroom.arabic import fold
from tags.models import Keyword

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done to many; `asks` names what a person must say first."""

    name: str
    label: str | Promise
    permission: str
    asks: tuple[str, ...] = ()

    @property
    def move(self) -> Transition | None:
        return TRANSITIONS.get(self.name)

    @property
    def is_edit(self) -> bool:
        return self.move is None


_EDIT = "articles.change_article"
ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("section", _("Set the section…"), _EDIT, ("section", "to_readers")),
        Act("add_keywords", _("Add keywords…"), _EDIT, ("keywords", "to_readers")),
        Act("remove_keywords", _("Remove keywords…"), _EDIT, ("keywords", "to_readers")),
        Act("submit", _("Submit for review"), TRANSITIONS["submit"].permission),
        Act("approve", _("Approve"), TRANSITIONS["approve"].permission),
        Act("publish", _("Publish"), TRANSITIONS["publish"].permission),
        Act("withdraw", _("Withdraw…"), TRANSITIONS["withdraw"].permission, ("note",)),
    )
}


def acts_for(user: Any) -> list[Act]:
    """List what this person may ask for; each article is asked again by itself."""
    return [act for act in ACTS.values() if user.has_perm(act.permission)]


def edit(act: Act, record: Record, given: Given) -> Record | None:
    """Return the record as the act would have it, or None where it is so already."""
    if act.name == "section":
        return _with_section(record, given["section"] or None)
    names = _with_keywords(record, given["keywords"]) if act.name == "add_keywords" else None
    names = _without_keywords(record, given["keywords"]) if names is None else names
    return None if names == record.keywords else replace(record, keywords=names)


def _with_section(record: Record, name: str | None) -> Record | None:
    if (record.section or "") == (name or ""):
        return None
    found = Section.objects.by_names([one for one in (record.section, name) if one])
    is_same = bool(name and record.section) and found.get(name, 0) == found.get(record.section, 1)
    return None if is_same else replace(record, section=name)


def _with_keywords(record: Record, names: list[str]) -> list[str]:
    key_of = _keys([*record.keywords, *names])
    has = {key_of[name] for name in record.keywords}
    added = {key_of[name]: name for name in reversed(names) if key_of[name] not in has}
    return [*record.keywords, *reversed(added.values())]


def _without_keywords(record: Record, names: list[str]) -> list[str]:
    key_of = _keys([*record.keywords, *names])
    gone = {key_of[name] for name in names}
    return [name for name in record.keywords if key_of[name] not in gone]


def _keys(names: list[str]) -> dict[str, Any]:
    """Map each spelling to its keyword, aliases too: «حرّيات» and «حريات» are one; else to its folded key."""
    found = Keyword.objects.by_names(names) if names else {}
    return {name: found[name].pk if name in found else fold(name) for name in names}
