"""Keep what is typed and not saved: a row for each open form, which no other form overwrites (DESIGN 2.6).

Nothing here touches an article, its row or its line of versions. Locks are taken in one order: the
unsaved text, then its article.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Max
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.forms import EditedArticle
from articles.forms.editing import is_same
from articles.models import Article, Autosave, Revision, RevisionKind
from articles.pending import forget_typed, remember_typed
from articles.permissions import may_change
from articles.records import Record
from articles.refusals import NotAllowed
from articles.revising import record_of

MOST_OFFERED = 5
CLOSED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form as they stand, from its `pen` at its `turn`."""

    pen: UUID
    turn: int
    fields: list[list[str]]
    takes: str = ""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """An unsaved text beside the version that it would follow, if there is one."""

    row: Autosave
    record: Record
    newest: Record


@transaction.atomic
def store(typed: Typed, *, article: Article | None, by: Any) -> Autosave:
    """Keep what is typed in the row of its form; what comes late or after the save changes nothing."""
    given = {"turn": typed.turn, "fields": typed.fields, "article": article, "by": by}
    row, is_new = Autosave.objects.select_for_update().get_or_create(pen=typed.pen, defaults=given)
    if row.by_id != by.pk:
        raise NotAllowed(_("This text belongs to somebody else."))
    if is_new:
        remember_typed(row, [])
    elif not row.is_closed and typed.turn > row.turn:
        before, row.turn, row.fields = row.fields, typed.turn, typed.fields
        row.save(update_fields=["turn", "fields", "saved_at"])
        remember_typed(row, before)
        if row.revision_id:
            keep(row)
    give_way(typed.takes, by=by)
    return row


def give_way(takes: str, *, by: Any) -> None:
    """Close the unsaved text that a form took over, unless somebody typed on in it since."""
    key, _colon, turn = takes.partition(":")
    if key.isdecimal() and turn.isdecimal() and len(takes) < 40:
        _close(Autosave.objects.filter(pk=int(key), turn=int(turn), by=by))


def close(pen: UUID | None, *, by: Any, takes: str = "") -> None:
    """Forget the unsaved text of a form that is saved now, and what was on its way meanwhile."""
    if pen:
        empty = {"turn": 0, "by": by, "is_closed": True}
        Autosave.objects.get_or_create(pen=pen, defaults=empty)
        _close(Autosave.objects.filter(pen=pen, by=by))
    give_way(takes, by=by)
    Autosave.objects.filter(by=by, is_closed=True, saved_at__lt=timezone.now() - CLOSED_FOR).delete()


def close_if_same(pen: str, record: Record, *, by: Any) -> None:
    """Forget the unsaved text of a form where it says what `record` says, which is a version by now."""
    row = Autosave.objects.filter(pen=_uuid(pen), by=by, is_closed=False).select_related("article").first()
    if row and row.article and is_same(edited_of(row, row.article).as_typed(), record):
        _close(Autosave.objects.filter(pk=row.pk, turn=row.turn))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _close(rows) -> None:
    forget_typed(rows)
    rows.update(is_closed=True, fields=[], saved_at=timezone.now())


def lock(pen: UUID | None) -> None:
    """Hold the unsaved text of a form, before its article is held."""
    if pen:
        Autosave.objects.select_for_update().filter(pen=pen).first()


@transaction.atomic
def keep(row: Autosave, *, note: str = "") -> Revision | None:
    """Put an unsaved text into the history beside the line of versions; its own form may go on in it."""
    if row.article_id is None or not (article := _locked(row.article_id)):
        return None
    edited = edited_of(row, article)
    snapshot = edited.as_typed().to_json()
    if row.revision_id and (kept := Revision.objects.filter(pk=row.revision_id).first()):
        kept.snapshot = snapshot
        kept.save(update_fields=["snapshot"])
        return kept
    number = (article.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    typed_note = edited.data.get("note", "").strip()
    row.revision = Revision.objects.create(
        article=article, number=number, kind=RevisionKind.AUTOSAVE, snapshot=snapshot, by=row.by,
        base=_base_of(row, article).number, note=" — ".join(filter(None, (note, typed_note))),
    )  # fmt: skip
    row.save(update_fields=["revision"])
    return row.revision


@transaction.atomic
def put_aside(row: Autosave) -> None:
    """Stop offering an unsaved text; that of an article stays in its history."""
    row = Autosave.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not row.is_closed:
        keep(row)
        _close(Autosave.objects.filter(pk=row.pk))


def _locked(article_id: int) -> Article | None:
    return Article.objects.select_for_update().filter(pk=article_id).first()


def edited_of(row: Autosave, article: Article | None, *, user: Any = None) -> EditedArticle:
    """Return the form as it was typed, over the version that it was opened with."""
    data = QueryDict(mutable=True)
    for name, value in row.fields:
        data.appendlist(name, value)
    base = _base_of(row, article) if article else None
    return EditedArticle(
        record_of(base) if base else Record(), user=user or row.by or AnonymousUser(), article=article,
        base=base and base.pk, data=data,
    )  # fmt: skip


def _base_of(row: Autosave, article: Article) -> Revision:
    given = dict(row.fields).get("base", "")
    found = article.revisions.filter(pk=int(given)).first() if given.isdecimal() else None
    return found or article.latest_revision


def unsaved_of(user: Any, article: Article | None) -> list[Unsaved]:
    """List what this person typed and did not save, where it says something else than the newest."""
    rows = Autosave.objects.filter(by=user, article=article, is_closed=False)[:MOST_OFFERED]
    return _that_differ(rows, article)


def unsaved_by_all(article: Article) -> list[Unsaved]:
    rows = Autosave.objects.filter(article=article, is_closed=False, revision=None).select_related("by")
    return _that_differ(rows[: MOST_OFFERED * 2], article)


def _that_differ(rows, article: Article | None) -> list[Unsaved]:
    newest = record_of(article.latest_revision) if article else Record()
    found = []
    for row in rows:
        edited = edited_of(row, article)
        record = edited.as_typed()
        if not is_same(record, newest) and not is_same(record, edited.record):
            found.append(Unsaved(row, record, newest))
    return found


def may_read(user: Any, row: Autosave) -> bool:
    """Say who may read an unsaved text: who typed it, and who may change its article."""
    if row.by_id == user.pk:
        return True
    return row.article is not None and may_change(user, row.article)
