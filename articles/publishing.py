"""The one writing door for one article; `importers.writing` is its leaf for many (DESIGN 2.4).

Each function checks permission and transition, changes rows, writes the audit entry, all in one
transaction. Nothing else writes articles, their links, keywords, images or revisions.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from articles.applying import Applied, fill_in_bulk, relate_in_bulk
from articles.auditing import record_act
from articles.checking import check
from articles.linking import resolve_links
from articles.models import Article, PlannedUpdate, Revision, RevisionKind, Status
from articles.models.article import new_identity
from articles.pending import remember_waiting
from articles.permissions import may_change, may_delete
from articles.records import OWN_NAMESPACE, UNFINISHED, Record
from articles.refusals import (
    EditConflict,
    Incomplete,
    MissingNote,
    NotAllowed,
    PublishingError,
    StoryChanged,
    WrongState,
)
from articles.revising import apply_record, identify, locked, new_revision, record_of, record_time, revise
from articles.similarity.groups import dissolve
from articles.similarity.heads import groups_of, settle
from articles.similarity.similar import mark_due
from articles.takedowns import check_member, locked_in_story, locked_story
from articles.turns import again_after_deadlock
from articles.workflow import TRANSITIONS, Transition
from newsroom import clock
from newsroom.arabic import fold

__all__ = [
    "STATE_FIELDS", "EditConflict", "Incomplete", "MissingNote", "NotAllowed", "PublishingError",
    "StoryChanged", "WrongState", "approve", "correct", "create", "delete", "publish", "record_of",
    "reinstate", "restore", "save", "schedule", "send_back", "submit", "unpublish", "withdraw",
    "withdraw_story",
]  # fmt: skip

STATE_FIELDS = (
    "status", "published_at", "first_published_at", "updated_at", "withdrawal_note", "is_touched",
    "has_conflict", "latest_revision", "live_revision", "desk_key", "modified_at", "embargo_until",
    "breaking_until", "moved_at",
)  # fmt: skip


@transaction.atomic
def create(record: Record, *, by: Any, token: str | None = None) -> Article:
    """Make a draft with its first revision; one `token` of a person makes one article, however often sent."""
    if not by.has_perm("articles.add_article"):
        raise NotAllowed(_("You may not add articles."))
    identity = f"{OWN_NAMESPACE}:{token}" if token else new_identity()
    if token and (made := Article.objects.filter(external_id=identity, created_by=by).first()):
        return made
    article = Article(external_id=identity, namespace=OWN_NAMESPACE, created_by=by, is_touched=True)
    applied = Applied()
    identify(record, article)
    fill_in_bulk([(article, record)], applied)
    article.save(force_insert=True)
    relate_in_bulk([(article, record)], applied)
    revise(article, record, by=by)
    record_act(article, "create", by=by, from_status="")
    return article


def save(article: Article, record: Record, *, by: Any, base: int | None = None, note: str = "") -> Revision:
    """Keep an edit as a new revision; before the first publication the row follows it.

    `base` is the identity of the revision that was edited. Raises EditConflict, with the text kept,
    if another is the newest; NotAllowed.
    """
    with transaction.atomic():
        article = locked(article)
        if not may_change(by, article):
            raise NotAllowed(_("You may not change this article."))
        newest = article.latest_revision
        if base is None or newest is None or base == newest.pk:
            return _keep(article, record, by=by, note=note)
        mine = new_revision(article, record, by=by, kind=RevisionKind.CONFLICT, note=note)
    raise EditConflict(mine, newest)


@transaction.atomic
def restore(revision: Revision, *, by: Any) -> Revision:
    """Make an old revision the newest, as a new one; where readers have that text, nothing waits for them."""
    article = locked(revision.article)
    if not may_change(by, article):
        raise NotAllowed(_("You may not change this article."))
    note = _("Restored from version %(number)d") % {"number": revision.number}
    record = record_of(revision)
    record.extra.pop(UNFINISHED, None)
    is_live = article.live_revision_id == revision.pk
    kept = _keep(article, record, by=by, note=note, kind=RevisionKind.RESTORE)
    if is_live:
        article.live_revision = kept
        article.save(update_fields=["live_revision"])
        remember_waiting(article)
    return kept


def submit(article: Article, *, by: Any, note: str = "") -> Article:
    return _move(article, "submit", by=by, note=note)


def send_back(article: Article, *, by: Any, note: str = "") -> Article:
    return _move(article, "send_back", by=by, note=note)


def approve(article: Article, *, by: Any, note: str = "") -> Article:
    return _move(article, "approve", by=by, note=note)


def publish(article: Article, *, by: Any, note: str = "") -> Article:
    """Put the newest revision before readers now; a past publication time it has is kept.

    What is under embargo waits for its end.
    """
    return _move(article, "publish", by=by, note=note)


def schedule(article: Article, *, at: datetime, by: Any, note: str = "") -> Article:
    """Publish from a future time on, which no embargo may outlast; raises PublishingError."""
    return _move(article, "schedule", by=by, note=note, at=at)


def correct(article: Article, *, by: Any, note: str = "") -> Article:
    """Publish the newest revision with a dated note that readers see."""
    return _move(article, "correct", by=by, note=note)


def unpublish(article: Article, *, by: Any, note: str = "") -> Article:
    return _move(article, "unpublish", by=by, note=note)


def withdraw(
    article: Article, *, by: Any, note: str = "", members: Mapping[int, int] = MappingProxyType({})
) -> Article:
    """Take the article from readers for good: its address answers 410 with the reason.

    `members` of its story go with it, as `withdraw_story` tells.
    """
    return withdraw_story(article, by=by, note=note, members=members)[0]


@again_after_deadlock
def withdraw_story(article: Article, *, by: Any, note: str, members: Mapping[int, int]) -> list[Article]:
    """Withdraw an article and members of its story, all or none; the audit calls it one takedown.

    `members` maps the key of each to the newest revision that the person saw of it. Raises StoryChanged,
    which names a member that is another by now; what `withdraw` raises, which names the member too.
    """
    takedown, move = uuid4(), TRANSITIONS["withdraw"]
    first, *others = locked_story(article, members, by=by)
    check(first, move, by=by, note=note)
    for member in others:
        check_member(member, move, by=by, note=note)
    for one in (first, *others):
        _make_move(one, move, by=by, note=note, takedown=takedown)
    _follow_state([one.pk for one in (first, *others)])
    return [first, *others]


def reinstate(article: Article, *, by: Any, note: str = "") -> Article:
    return _move(article, "reinstate", by=by, note=note)


@transaction.atomic
def delete(article: Article, *, by: Any) -> None:
    """Remove an article; links to it wait again, and the audit keeps its name."""
    article = locked_in_story(article)
    if not may_delete(by, article):
        raise NotAllowed(_("You may not delete articles."))
    key, url, groups = article.headline_key, article.source_url, groups_of([article.pk])
    record_act(article, "delete", by=by, from_status=article.status)
    article.links_here.update(is_picked=False)
    article.delete()
    dissolve(groups)
    resolve_links(keys=[key], urls=[url])


def _keep(article: Article, record: Record, *, by: Any, note: str, kind: str = RevisionKind.SAVE) -> Revision:
    """Save `record` as the newest revision of a locked article."""
    identify(record, article)
    revision = revise(article, record, by=by, kind=kind, note=note)
    if article.first_published_at is None:
        apply_record(article, record)
    else:
        article.desk_key = fold(record.headline)
    article.is_touched, article.has_conflict = True, False
    article.save(update_fields=STATE_FIELDS)
    if article.first_published_at:
        remember_waiting(article)
    record_act(
        article, "restore" if kind == RevisionKind.RESTORE else "save", by=by, note=note, revision=revision
    )
    return revision


@again_after_deadlock
def _move(article: Article, name: str, *, by: Any, note: str, at: datetime | None = None) -> Article:
    """Make one move of the table; returns the article as it now is."""
    move, article = TRANSITIONS[name], locked_in_story(article)
    check(article, move, by=by, note=note, at=at)
    dated = article.published_at
    _make_move(article, move, by=by, note=note, at=at)
    tell_others(article, dated)
    return article


def _make_move(
    article: Article, move: Transition, *, by: Any, note: str, at: datetime | None = None,
    takedown: UUID | None = None,
) -> None:  # fmt: skip
    """Change the row of a locked article that may move, and write the audit."""
    before, live = article.status, article.live_revision_id
    if move.target == Status.PUBLISHED:
        publish_revision(article, article.latest_revision, move, by=by, at=at)
    PlannedUpdate.objects.filter(article=article).delete()  # it was for the text and the state of before
    article.status = move.target
    article.withdrawal_note = note if move.name == "withdraw" else ""
    article.is_touched, article.moved_at = True, clock.now()
    article.save(update_fields=STATE_FIELDS)
    if move.target not in (Status.PUBLISHED, Status.WITHDRAWN):
        _forget_schedule(article)
    if article.live_revision_id != live:
        remember_waiting(article)
    record_act(article, move.name, by=by, from_status=before, note=note, moment=at, takedown=takedown)


def tell_others(article: Article, dated: datetime | None) -> None:
    """Let what is computed from an article follow: who stands for its story, similar ones, links."""
    _follow_state([article.pk])
    if article.published_at != dated:
        # The nearest in publication date is another now, for its own links and for those that mean it.
        resolve_links(articles=[article.pk], keys=[article.headline_key], urls=[article.source_url])


def _follow_state(articles: list[int]) -> None:
    settle(articles)
    mark_due(articles)


def _forget_schedule(article: Article) -> None:
    """Let the row of what readers never had follow the newest save again."""
    if article.first_published_at is None or article.was_ever_public:
        return
    article.first_published_at = article.live_revision = None
    article.save(update_fields=STATE_FIELDS)
    apply_record(article, record_of(article.latest_revision))


def publish_revision(
    article: Article, revision: Revision, move: Transition | None = None, *, by: Any,
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Make a revision what readers have, or will have; the caller saves the row."""
    now = clock.now()
    was_public, given = article.is_public, article.published_at
    is_new = article.live_revision_id is not None and article.live_revision_id != revision.pk
    is_correction = move is not None and move.name == "correct"
    is_update = article.was_ever_public and (is_new or is_correction)
    if is_new:
        apply_record(article, record_of(revision))
    if was_public and article.published_at > now:
        article.published_at = given  # no edit takes a text that readers have into the future
    article.published_at = _publication_time(article, at, now)
    if not article.was_ever_public:
        article.first_published_at = article.published_at
    if is_update:
        article.updated_at = now
    _point_at(article, revision, by=by)


def _publication_time(article: Article, at: datetime | None, now: datetime) -> datetime:
    """Choose the asked time, else a past one that it has (an archive date), else now, after any embargo."""
    if not at:
        at = article.published_at if article.published_at and article.published_at <= now else now
    return max(at, article.embargo_until) if article.is_embargoed else at


def _point_at(article: Article, revision: Revision, *, by: Any) -> None:
    """Keep in the history a time that the door itself set, so that a later edit starts from it."""
    if revision.pk == article.latest_revision_id:
        record_time(article, by=by)
        article.live_revision = article.latest_revision
    else:
        article.live_revision = revision
        article.desk_key = fold(article.latest_revision.headline)
