"""Change one article of a run through the door, and keep what an undo needs."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles import publishing
from articles.bulk.acts import ACTS, Act
from articles.bulk.judging import Verdict, judge
from articles.doors import DOORS
from articles.models import Article, AuditEntry, BulkItem, BulkOutcome, BulkRun, Forecast
from articles.refusals import PublishingError
from articles.turns import take_turn_in_story


@transaction.atomic
def change_item(run: BulkRun, number: int) -> None:
    """Change one article and say so, both or neither; one that has its outcome already is left."""
    item = BulkItem.objects.select_for_update().get(pk=number)
    if item.outcome:
        return
    article = held(item)
    try:
        item.outcome, item.reason = _change(run, item, article)
    except PublishingError as error:
        item.outcome, item.reason = BulkOutcome.REFUSED, str(error)
    item.save(update_fields=["outcome", "reason", "before", "audit"])


def held(item: BulkItem) -> Article | None:
    """Hold the article of an item in the turn of its story, as a move does; None if it is gone."""
    if item.article_id:
        take_turn_in_story(item.article_id)
    return Article.objects.select_for_update().filter(pk=item.article_id).first()


def _change(run: BulkRun, item: BulkItem, article: Article | None) -> tuple[str, str]:
    """Judge again, since others work meanwhile: what is not as the preview said is left as it is."""
    if article is None:
        return BulkOutcome.REFUSED, _("The article is gone.")
    act = ACTS[run.act]
    verdict = judge(article, act, run.given, by=run.by)
    if verdict.forecast == Forecast.UNCHANGED:
        return BulkOutcome.UNCHANGED, verdict.reason
    if verdict.forecast == Forecast.WARNED and not (run.takes_warnings and verdict.digest == item.digest):
        return BulkOutcome.REFUSED, _("It changed since the preview: %(what)s") % {"what": verdict.reason}
    if verdict.forecast == Forecast.REFUSED:
        return BulkOutcome.REFUSED, verdict.reason
    item.before = state_of(article)
    with transaction.atomic():
        _perform(article, act, verdict, run)
    item.audit = last_act(article.pk)
    return BulkOutcome.DONE, verdict.reason if verdict.forecast == Forecast.READY else ""


def state_of(article: Article) -> dict[str, Any]:
    """Return what an undo brings back; `at` is the time of a schedule."""
    return {
        "status": article.status, "revision": article.latest_revision_id, "live": article.live_revision_id,
        "at": article.published_at.isoformat() if article.is_scheduled else None,
    }  # fmt: skip


def last_act(article_id: int) -> int | None:
    return AuditEntry.objects.filter(article=article_id).aggregate(last=Max("pk"))["last"]


def _perform(article: Article, act: Act, verdict: Verdict, run: BulkRun) -> None:
    note = _("Change of many, no. %(id)d") % {"id": run.pk}
    if act.move is not None:
        DOORS[act.name](article, by=run.by, note=run.given.get("note") or note)
        return
    publishing.save(article, verdict.record, by=run.by, note=note)
    if verdict.goes_out:
        give_newest(article, by=run.by, note=note)


def give_newest(article: Article, *, by: Any, note: str) -> None:
    """Let readers have the newest version, or have it at the time that is set already."""
    if article.is_scheduled:
        publishing.schedule(article, at=article.published_at, by=by, note=note)
    else:
        publishing.publish(article, by=by, note=note)
