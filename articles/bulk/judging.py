"""Say what a change of many would do to one article, for this person, now: it changes nothing."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.bulk.acts import Act, Given, edit
from articles.checking import check
from articles.checklist import Checklist, Item, checklist_for
from articles.models import Article, Forecast, Status
from articles.permissions import is_offered, may_change, may_view
from articles.records import Record
from articles.refusals import NotAllowed, PublishingError
from articles.revising import record_of
from articles.takedowns import copies_with_readers, tell_copies
from articles.workflow import TRANSITIONS, Transition
from newsroom.arabic.linting import House

NAMED = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would become of an article; `digest` tells the warnings that a person confirms."""

    forecast: str
    reason: str = ""
    digest: str = ""
    record: Record | None = None
    goes_out: bool = False


def judge(article: Article, act: Act, given: Given, *, by: Any, house: House | None = None) -> Verdict:
    """Ask permission, state and checklist of one article."""
    try:
        if not may_view(by, article):
            raise NotAllowed(_("You may not see this article."))
        if act.move is not None:
            return _judge_move(article, act.move, given, by, house)
        return _judge_edit(article, act, given, by, house)
    except PublishingError as error:
        return Verdict(Forecast.REFUSED, str(error))


def _judge_move(article: Article, move: Transition, given: Given, by: Any, house: House | None) -> Verdict:
    if article.status == move.target != Status.PUBLISHED:
        return Verdict(Forecast.UNCHANGED)
    check(article, move, by=by, note=given.get("note", ""))
    if not is_offered(by, article, move):
        return Verdict(Forecast.UNCHANGED, _("Readers have its newest version."))
    if move.name == "withdraw":
        return Verdict(Forecast.READY, _tell_rest(article))
    return _weigh(article, house) if move.gives_text else Verdict(Forecast.READY)


def _tell_rest(article: Article) -> str:
    """Name what a withdrawal leaves with readers: each of many goes alone."""
    count = copies_with_readers(article).published().count()
    return tell_copies(count) if count else ""


def _judge_edit(article: Article, act: Act, given: Given, by: Any, house: House | None) -> Verdict:
    if not may_change(by, article):
        raise NotAllowed(_("You may not change this article."))
    record = edit(act, record_of(article.latest_revision), given)
    if record is None:
        return Verdict(Forecast.UNCHANGED)
    if article.first_published_at is None or article.status != Status.PUBLISHED:
        return Verdict(Forecast.READY, record=record)
    if not given.get("to_readers"):
        return Verdict(Forecast.READY, _("Saved as a new version; readers keep theirs."), record=record)
    if article.has_unpublished_changes:
        reason = _("Saved as a new version; it goes to readers with the changes that wait there.")
        return Verdict(Forecast.READY, reason, record=record)
    check(article, TRANSITIONS["publish"], by=by)
    weighed = _weigh(article, house, is_move=False)
    return Verdict(weighed.forecast, weighed.reason, weighed.digest, record=record, goes_out=True)


def _weigh(article: Article, house: House | None, *, is_move: bool = True) -> Verdict:
    """Ask the checklist, as the page of one article does; a schedule that would be lost is a warning."""
    found = checklist_for(article, house=house)
    if found.errors:
        return Verdict(
            Forecast.REFUSED, _("The checklist stops it: %(what)s") % {"what": _name(found.errors)}
        )
    if is_move and article.is_scheduled and not article.is_embargoed:
        at = timezone.localtime(article.published_at).isoformat(" ", "minutes")
        message = _("It is scheduled for %(at)s, and would come out now.") % {"at": at}
        found.warnings.insert(0, Item("warning", message))
    if found.warnings:
        return Verdict(Forecast.WARNED, _name(found.warnings), _digest(found))
    return Verdict(Forecast.READY)


def _digest(checklist: Checklist) -> str:
    return hashlib.sha256(checklist.digest.encode()).hexdigest()[:16]


def _name(items: list[Item]) -> str:
    """Name the first problems, each once: «الصورة 1 بلا مصدر؛ …»."""
    messages = list(dict.fromkeys(str(item.message) for item in items))
    rest = "…" if len(messages) > NAMED else ""
    return "؛ ".join(messages[:NAMED]) + rest
