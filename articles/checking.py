"""May this move be made of this article by this person? The door asks before it changes anything."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from articles.permissions import may_change
from articles.records import Record
from articles.refusals import Incomplete, MissingNote, NotAllowed, PublishingError, WrongState
from articles.workflow import Transition


def check(article: Article, move: Transition, *, by: Any, note: str = "", at: datetime | None = None) -> None:
    """Raise NotAllowed, WrongState, MissingNote, Incomplete, or PublishingError (a time that will not do)."""
    if not by.has_perm(move.permission) or (move.name == "submit" and not may_change(by, article)):
        raise NotAllowed(_("You may not do this: %(move)s") % {"move": move.label})
    if not move.fits(article):
        raise WrongState(
            _("%(move)s is not possible: the article is %(status)s.")
            % {"move": move.label, "status": article.get_status_display()}
        )
    if move.needs_note and not note.strip():
        raise MissingNote(_("Write a note: %(move)s") % {"move": move.label})
    if move.needs_complete and (needs := needs_of_newest(article)):
        raise Incomplete(needs)
    if move.needs_time:
        check_time(article, move, at)


def needs_of_newest(article: Article) -> list[str]:
    """List what the text that a move would put before readers lacks; a time that the row has serves."""
    if not article.has_unpublished_changes:
        return article.needs
    needs = Record.from_mapping(article.latest_revision.snapshot).needs
    return [need for need in needs if need != "published_at" or not article.published_at]


def check_time(article: Article, move: Transition, at: datetime | None) -> None:
    """Refuse a time that is past, and a publication before the end of the embargo."""
    if at is None:
        raise PublishingError(_("Give a time: %(move)s") % {"move": move.label})
    if at <= timezone.now():
        raise PublishingError(_("The time %(at)s is past.") % {"at": _print(at)})
    if move.name == "schedule" and article.embargo_until and at < article.embargo_until:
        raise PublishingError(
            _("The article is under embargo until %(at)s.") % {"at": _print(article.embargo_until)}
        )


def _print(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(" ", "minutes")
