"""The states of an article and the moves between them: one table for every door (DESIGN 2.4)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Status

DRAFT, IN_REVIEW, APPROVED = Status.DRAFT, Status.IN_REVIEW, Status.APPROVED
PUBLISHED, WITHDRAWN = Status.PUBLISHED, Status.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Transition:
    """A move: from which states, to which, who may make it and what it asks for."""

    name: str
    label: str | Promise
    sources: frozenset[Status]
    target: Status
    permission: str
    needs_complete: bool = False
    needs_note: bool = False
    is_harmful: bool = False


def _move(name, label, sources, target, permission, **flags):
    return Transition(name, label, frozenset(sources), target, f"articles.{permission}", **flags)


ANY_BUT_WITHDRAWN = {DRAFT, IN_REVIEW, APPROVED, PUBLISHED}

TRANSITIONS: dict[str, Transition] = {
    move.name: move
    for move in (
        _move("submit", _("Submit for review"), {DRAFT}, IN_REVIEW, "submit_article"),
        _move("send_back", _("Send back"), {IN_REVIEW, APPROVED}, DRAFT, "review_article", needs_note=True),
        _move("approve", _("Approve"), {DRAFT, IN_REVIEW}, APPROVED, "review_article", needs_complete=True),
        _move("publish", _("Publish"), ANY_BUT_WITHDRAWN, PUBLISHED, "publish_article", needs_complete=True),
        _move("schedule", _("Schedule"), ANY_BUT_WITHDRAWN, PUBLISHED, "publish_article",
              needs_complete=True),
        _move("correct", _("Publish a correction"), {PUBLISHED}, PUBLISHED, "publish_article",
              needs_complete=True, needs_note=True),
        _move("unpublish", _("Unpublish"), {PUBLISHED}, APPROVED, "publish_article", is_harmful=True),
        _move("withdraw", _("Withdraw"), {PUBLISHED}, WITHDRAWN, "withdraw_article",
              needs_note=True, is_harmful=True),
        _move("reinstate", _("Reinstate"), {WITHDRAWN}, APPROVED, "withdraw_article"),
    )
}  # fmt: skip

# The moves by which a bulk write brings a new draft to the state of its record.
PATHS: dict[tuple[str, str], tuple[str, ...]] = {
    (DRAFT, IN_REVIEW): ("submit",),
    (DRAFT, APPROVED): ("approve",),
    (DRAFT, PUBLISHED): ("publish",),
    (DRAFT, WITHDRAWN): ("publish", "withdraw"),
    (IN_REVIEW, DRAFT): ("send_back",),
    (IN_REVIEW, APPROVED): ("approve",),
    (IN_REVIEW, PUBLISHED): ("publish",),
    (IN_REVIEW, WITHDRAWN): ("publish", "withdraw"),
    (APPROVED, DRAFT): ("send_back",),
    (APPROVED, IN_REVIEW): ("send_back", "submit"),
    (APPROVED, PUBLISHED): ("publish",),
    (APPROVED, WITHDRAWN): ("publish", "withdraw"),
    (PUBLISHED, APPROVED): ("unpublish",),
    (PUBLISHED, IN_REVIEW): ("unpublish", "send_back", "submit"),
    (PUBLISHED, DRAFT): ("unpublish", "send_back"),
    (PUBLISHED, WITHDRAWN): ("withdraw",),
    (WITHDRAWN, APPROVED): ("reinstate",),
    (WITHDRAWN, PUBLISHED): ("reinstate", "publish"),
    (WITHDRAWN, DRAFT): ("reinstate", "send_back"),
    (WITHDRAWN, IN_REVIEW): ("reinstate", "send_back", "submit"),
}


def path(start: str, end: str) -> list[Transition]:
    """Return the moves from `start` to `end`; none where they are equal."""
    return [] if start == end else [TRANSITIONS[name] for name in PATHS[Status(start), Status(end)]]
