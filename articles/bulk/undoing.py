"""Bring one article of a run back, where nobody touched it since: by moves and versions, through the door."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles import publishing
from articles.bulk.changing import give_newest, held, last_act
from articles.doors import DOORS
from articles.models import Article, AuditEntry, BulkItem, BulkRun, BulkUndo, Revision, Status
from articles.refusals import PublishingError
from articles.takedowns import PURGED
from articles.workflow import path

# What is said beside an article does not touch it, nor does the word of a shared cache.
BESIDE = ("note", "assign", "reassign", "finish", "reopen", PURGED)
# A publication writes its own time into the newest version: the text is the same.
_TIMES = ("published_at", "updated_at", "needs")


@transaction.atomic
def undo_item(run: BulkRun, number: int) -> None:
    """Bring one article back and say so, both or neither; or say why it stays."""
    item = BulkItem.objects.select_for_update().get(pk=number)
    if item.undo:
        return
    article = held(item)
    try:
        with transaction.atomic():
            _undo(run, item, article)
    except PublishingError as error:
        item.undo, item.reason = BulkUndo.KEPT, str(error)
    else:
        item.undo, item.reason, item.audit = BulkUndo.UNDONE, "", last_act(article.pk)
    item.save(update_fields=["undo", "reason", "audit"])


def _undo(run: BulkRun, item: BulkItem, article: Article | None) -> None:
    if article is None:
        raise PublishingError(_("The article is gone."))
    if later := _later(item):
        raise PublishingError(_("%(name)s worked on it since.") % {"name": later.by_name or "—"})
    note = _("Change of many, no. %(id)d, undone") % {"id": run.pk}
    _bring_back(article, item.before, by=run.undone_by, note=note)


def _later(item: BulkItem) -> AuditEntry | None:
    later = AuditEntry.objects.filter(article=item.article_id, pk__gt=item.audit)
    return later.exclude(action__in=BESIDE).order_by("pk").first()


def _bring_back(article: Article, before: dict[str, Any], *, by: Any, note: str) -> None:
    """Give readers what they had, then the desk what it had: a newer version may have waited there."""
    if before["status"] == Status.PUBLISHED:
        if article.status != Status.PUBLISHED or not _has_readers_text(article, before):
            _give_readers(article, before, by=by, note=note)
    else:
        _move(article, path(article.status, before["status"]), by=by, note=note)
    _make_newest(article, before["revision"], by=by)


def _has_readers_text(article: Article, before: dict[str, Any]) -> bool:
    is_held = not before["at"] or not article.is_public
    return article.live_revision_id == before["live"] and is_held


def _give_readers(article: Article, before: dict[str, Any], *, by: Any, note: str) -> None:
    """Publish again what readers had, or schedule it as it was; they had it, so no checklist is asked."""
    _make_newest(article, before["live"], by=by)
    at = before["at"] and datetime.fromisoformat(before["at"])
    if at and article.is_public or article.status == Status.WITHDRAWN:
        _move(article, path(article.status, Status.APPROVED), by=by, note=note)
    if at:
        publishing.schedule(article, at=at, by=by, note=note)
    else:
        give_newest(article, by=by, note=note)
    article.refresh_from_db()


def _move(article: Article, steps: list[Any], *, by: Any, note: str) -> None:
    for step in steps:
        DOORS[step.name](article, by=by, note=note)
    article.refresh_from_db()


def _make_newest(article: Article, number: int | None, *, by: Any) -> None:
    """Make an earlier text the newest again, by a new version; one that is the same needs none."""
    if number is None or number == article.latest_revision_id:
        return
    revision = Revision.objects.select_related("article").filter(pk=number, article=article).first()
    if revision is None:
        raise PublishingError(_("The version before it is gone."))
    if _text_of(revision) != _text_of(article.latest_revision):
        publishing.restore(revision, by=by)
        article.refresh_from_db()


def _text_of(revision: Revision) -> dict[str, Any]:
    return {name: value for name, value in revision.snapshot.items() if name not in _TIMES}
