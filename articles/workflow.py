"""The states of an article and the moves between them: one table for every door (DESIGN 2.4)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Status

DRAFT, IN_REVIEW, APPROVED = Status.DRAFT, Status.IN_REVIEW, Status.APPROVED
PUBLISHED, WITHDRAWN = Status.PUBLISHED, Status.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Transition:
    """A move: from which states, to which, who may make it and what it asks for.

    `target` is None where the state stays. `only_if` and `unless` name what must hold of the article
    besides. From the states of `confirmed_from` it asks for a password given lately: what takes a text
    from readers, and what goes to them without a second pair of eyes.
    """

    name: str
    label: str | Promise
    sources: frozenset[Status]
    target: Status | None
    permission: str
    needs_complete: bool = False
    needs_note: bool = False
    needs_time: bool = False
    is_harmful: bool = False
    is_rare: bool = False
    only_if: str = ""
    unless: str = ""
    confirmed_from: frozenset[Status] = frozenset()

    def fits(self, article: Article) -> bool:
        """Say whether the article is such that this can be done, whoever asks."""
        return (
            article.status in self.sources
            and (not self.only_if or bool(getattr(article, self.only_if)))
            and not (self.unless and getattr(article, self.unless))
        )

    @property
    def asks(self) -> bool:
        """Say whether a person must be asked for anything first."""
        return self.needs_note or self.needs_time or self.is_harmful

    @property
    def gives_text(self) -> bool:
        """Say whether readers have the newest version after it, at once or at its time."""
        return self.needs_complete and self.target != APPROVED


def _move(name, label, sources, target, permission, *, confirmed_from=(), **flags):
    confirmed = frozenset(confirmed_from)
    return Transition(
        name, label, frozenset(sources), target, f"articles.{permission}", confirmed_from=confirmed, **flags
    )


ANY_BUT_WITHDRAWN = {DRAFT, IN_REVIEW, APPROVED, PUBLISHED}

TRANSITIONS: dict[str, Transition] = {
    move.name: move
    for move in (
        _move("submit", _("Submit for review"), {DRAFT}, IN_REVIEW, "submit_article"),
        _move("send_back", _("Send back"), {IN_REVIEW, APPROVED}, DRAFT, "review_article", needs_note=True),
        _move("approve", _("Approve"), {DRAFT, IN_REVIEW}, APPROVED, "review_article", needs_complete=True),
        _move("publish", _("Publish"), ANY_BUT_WITHDRAWN, PUBLISHED, "publish_article",
              needs_complete=True, confirmed_from={DRAFT, IN_REVIEW}),
        _move("schedule", _("Schedule"), ANY_BUT_WITHDRAWN, PUBLISHED, "publish_article",
              needs_complete=True, needs_time=True, unless="is_public", confirmed_from={DRAFT, IN_REVIEW}),
        _move("plan_update", _("Publish the new version later"), {PUBLISHED}, None, "publish_article",
              needs_complete=True, needs_time=True, is_rare=True,
              only_if="has_version_for_readers"),
        _move("drop_update", _("Cancel the planned update"), {PUBLISHED}, None, "publish_article",
              is_rare=True, only_if="has_planned_update"),
        _move("correct", _("Publish a correction"), {PUBLISHED}, PUBLISHED, "publish_article",
              needs_complete=True, needs_note=True, only_if="is_public"),
        _move("embargo", _("Set an embargo"), ANY_BUT_WITHDRAWN, None, "publish_article",
              needs_time=True, is_rare=True, unless="was_ever_public"),
        _move("lift_embargo", _("Lift the embargo"), ANY_BUT_WITHDRAWN, None, "publish_article",
              is_harmful=True, is_rare=True, only_if="is_embargoed", confirmed_from=ANY_BUT_WITHDRAWN),
        _move("mark_breaking", _("Mark as breaking"), ANY_BUT_WITHDRAWN, None, "publish_article",
              needs_time=True, is_rare=True),
        _move("end_breaking", _("End breaking"), ANY_BUT_WITHDRAWN, None, "publish_article",
              is_rare=True, only_if="is_marked_breaking"),
        _move("unpublish", _("Unpublish"), {PUBLISHED}, APPROVED, "publish_article",
              is_harmful=True, confirmed_from={PUBLISHED}),
        _move("withdraw", _("Withdraw"), {PUBLISHED}, WITHDRAWN, "withdraw_article",
              needs_note=True, is_harmful=True, confirmed_from={PUBLISHED}),
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
