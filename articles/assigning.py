"""Work given to people: who may give it, and when it is done."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Assignment
from articles.publishing import record_act
from articles.refusals import NotAllowed, PublishingError

FIELDS = ("title", "details", "to", "due_at")


@transaction.atomic
def assign(
    *, title: str, to: Any, due_at: datetime, by: Any, article: Article | None = None, details: str = ""
) -> Assignment:
    """Give work to a person; a draft that it names is theirs to change until it is done."""
    _check(by, to)
    assignment = Assignment.objects.create(
        title=title, details=details, to=to, due_at=due_at, article=article, by=by
    )
    _tell(assignment, "assign", by=by)
    return assignment


@transaction.atomic
def change(assignment: Assignment, *, by: Any, **fields: Any) -> Assignment:
    """Change what is asked for, of whom, or until when."""
    _check(by, fields.get("to", assignment.to))
    for name in FIELDS:
        setattr(assignment, name, fields.get(name, getattr(assignment, name)))
    assignment.save(update_fields=FIELDS)
    _tell(assignment, "assign", by=by)
    return assignment


@transaction.atomic
def finish(assignment: Assignment, *, by: Any) -> Assignment:
    """Say that the work is done; doing so twice changes nothing."""
    return _set_done(assignment, by=by, at=timezone.now(), action="finish")


@transaction.atomic
def reopen(assignment: Assignment, *, by: Any) -> Assignment:
    return _set_done(assignment, by=by, at=None, action="reopen")


def may_finish(user: Any, assignment: Assignment) -> bool:
    return assignment.to_id == user.pk or user.has_perm("articles.assign_work")


def _set_done(assignment: Assignment, *, by: Any, at: datetime | None, action: str) -> Assignment:
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if not may_finish(by, assignment):
        raise NotAllowed(_("This assignment is not yours."))
    if (assignment.done_at is None) != (at is None):
        assignment.done_at = at
        assignment.save(update_fields=["done_at"])
        _tell(assignment, action, by=by)
    return assignment


def _check(by: Any, to: Any) -> None:
    if not by.has_perm("articles.assign_work"):
        raise NotAllowed(_("You may not give assignments."))
    if not (to.is_active and to.is_staff):
        raise PublishingError(_("%(name)s does not work at the desk.") % {"name": to})


def _tell(assignment: Assignment, action: str, *, by: Any) -> None:
    """Write it into the story of the article, where there is one."""
    if assignment.article:
        note = f"{assignment.to}: {assignment.title}"
        record_act(assignment.article, action, by=by, note=note, moment=assignment.due_at)
