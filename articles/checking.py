"""May this move be made of this article by this person? The door asks before it changes anything."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Section
from articles.permissions import may_ask_for
from articles.reach import sections_of
from articles.records import Record
from articles.refusals import Incomplete, MissingNote, NotAllowed, PublishingError, WrongState
from articles.workflow import Transition
from newsroom import clock
from newsroom.arabic import fold


def check(article: Article, move: Transition, *, by: Any, note: str = "", at: datetime | None = None) -> None:
    """Raise NotAllowed, WrongState, MissingNote, Incomplete, or PublishingError (a time that will not do)."""
    if not may_ask_for(by, article, move):
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
    if move.gives_text:
        check_section(article, move, by)
    if move.needs_time:
        check_time(article, move, at)


def check_section(article: Article, move: Transition, by: Any) -> None:
    """Refuse to put a text before readers in a section that the person does not work in."""
    given = sections_of(by)
    if not given or not article.has_unpublished_changes:
        return
    name = article.latest_revision.snapshot.get("section") or ""
    named = Q(key=fold(name)) | Q(aliases__key=fold(name))
    if name and not Section.objects.filter(named, pk__in=given).exists():
        told = {"move": move.label, "section": name}
        raise NotAllowed(_("%(move)s is not possible: you do not work in the section %(section)s.") % told)


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
    if at <= clock.now():
        raise PublishingError(_("The time %(at)s is past.") % {"at": _print(at)})
    if move.name == "schedule" and article.embargo_until and at < article.embargo_until:
        raise PublishingError(
            _("The article is under embargo until %(at)s.") % {"at": _print(article.embargo_until)}
        )


def _print(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(" ", "minutes")
