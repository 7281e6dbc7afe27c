"""The part of the door that looks ahead: embargoes, planned updates of what readers have, breaking news.

Publication itself needs no job (DESIGN 2.5); only a planned update does.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from articles.checking import check
from articles.models import Article, PlannedUpdate, Status
from articles.pending import remember_waiting
from articles.publishing import STATE_FIELDS, publish_revision, record_act, tell_others
from articles.revising import locked, record_time
from articles.turns import again_after_deadlock, take_turn_in_story
from articles.workflow import TRANSITIONS
from newsroom import clock
from newsroom.seeing import folder, meters


@again_after_deadlock
def embargo(article: Article, *, at: datetime, by: Any, note: str = "") -> Article:
    """Let nothing of the article be public before `at`; an earlier schedule waits until then."""
    take_turn_in_story(article.pk)
    article = _checked(article, "embargo", by=by, at=at)
    dated, article.embargo_until = article.published_at, at
    if article.status == Status.PUBLISHED and article.published_at < at:
        article.published_at = article.first_published_at = at
        record_time(article, by=by)
        article.live_revision = article.latest_revision
    _keep(article, "embargo", by=by, note=note, moment=at)
    tell_others(article, dated)
    return article


@transaction.atomic
def lift_embargo(article: Article, *, by: Any, note: str = "") -> Article:
    """Take the embargo away; what is scheduled keeps its time."""
    article = _checked(article, "lift_embargo", by=by)
    moment, article.embargo_until = article.embargo_until, None
    _keep(article, "lift_embargo", by=by, note=note, moment=moment)
    return article


@transaction.atomic
def mark_breaking(article: Article, *, at: datetime, by: Any, note: str = "") -> Article:
    """Show readers «عاجل» beside the headline until `at`."""
    article = _checked(article, "mark_breaking", by=by, at=at)
    article.breaking_until = at
    _keep(article, "mark_breaking", by=by, note=note, moment=at)
    return article


@transaction.atomic
def end_breaking(article: Article, *, by: Any, note: str = "") -> Article:
    article = _checked(article, "end_breaking", by=by)
    article.breaking_until = None
    _keep(article, "end_breaking", by=by, note=note)
    return article


@transaction.atomic
def plan_update(article: Article, *, at: datetime, by: Any, note: str = "") -> Article:
    """Give readers the newest version at a time; until then they keep the one they have."""
    article = _checked(article, "plan_update", by=by, at=at)
    planned = {"revision": article.latest_revision, "at": at, "by": by}
    PlannedUpdate.objects.update_or_create(article=article, defaults=planned)
    record_act(article, "plan_update", by=by, note=note, moment=at)
    return article


@transaction.atomic
def drop_update(article: Article, *, by: Any, note: str = "") -> Article:
    article = _checked(article, "drop_update", by=by)
    PlannedUpdate.objects.filter(article=article).delete()
    record_act(article, "drop_update", by=by, note=note)
    return article


def publish_due_updates() -> int:
    """Publish the planned updates whose time has come; what another worker has in hand is left to it."""
    done = 0
    while _publish_next():
        done += 1
    return done


@again_after_deadlock
def _publish_next() -> bool:
    due = Article.objects.filter(planned_update__at__lte=clock.now()).order_by("planned_update__at")
    article = due.select_for_update(skip_locked=True, of=("self",)).first()
    if article is None:
        return False
    planned = PlannedUpdate.objects.select_related("revision", "by").get(article=article)
    if article.is_public:
        publish_revision(article, planned.revision, by=planned.by)
        article.save(update_fields=STATE_FIELDS)
        record_act(article, "update", by=planned.by, revision=planned.revision, moment=planned.at)
        tell_others(article, article.published_at)
    planned.delete()
    remember_waiting(article)
    transaction.on_commit(partial(_count_delay, planned.at))
    return True


@folder.harmless
def _count_delay(at: datetime) -> None:
    meters.publishing_delay.labels("update").observe((clock.now() - at).total_seconds())


def _checked(article: Article, name: str, *, by: Any, at: datetime | None = None) -> Article:
    article = locked(article)
    check(article, TRANSITIONS[name], by=by, at=at)
    return article


def _keep(article: Article, name: str, *, by: Any, note: str, moment: datetime | None = None) -> None:
    article.is_touched = True
    article.save(update_fields=STATE_FIELDS)
    record_act(article, name, by=by, note=note, moment=moment)
