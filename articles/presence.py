"""Who has an article open, and who holds its text: a courtesy among colleagues, which blocks nobody for ever.

The text is held by who took it last, through any of their windows, for as long as they are there and
write. Whoever leaves, falls silent or is taken over loses it; what they typed stays (`autosaving`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import autosaving
from articles.models import Article, Autosave, Presence
from articles.permissions import may_change
from articles.refusals import NotAllowed

# Browsers let a hidden window speak once a minute.
GONE_AFTER = timedelta(seconds=75)
# A form that was sent holds the text a moment longer, for the page that follows it.
SENT_FOR = timedelta(seconds=12)
# Who holds a text and does not write gives it up to the next who comes.
SILENT_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Company:
    """The open forms of an article as one of them sees it."""

    mine: Presence
    others: list[Presence]
    holder: Presence | None

    @property
    def is_mine(self) -> bool:
        return self.holder is not None and self.holder.by_id == self.mine.by_id


def note(article: Article, *, by: Any, pen: UUID, is_typing: bool = False, is_seen: bool = True) -> Company:
    """Note that a form is open; it takes the text where nobody holds it and the person looks at it."""
    if not may_change(by, article):
        raise NotAllowed(_("You may not change this article."))
    now = timezone.now()
    typed = {"typed_at": now} if is_typing else {}
    if not Presence.objects.filter(pen=pen, by=by, article=article).update(seen_at=now, **typed):
        _arrive(article, by, pen, now)
    company = _company(article, by, pen)
    if is_seen and not company.is_mine and not _holds(company.holder, now):
        return _take(article, by, pen)
    if company.is_mine and is_seen and not company.mine.held_at:
        # The window that took it may be closed before this one.
        Presence.objects.filter(pen=pen).update(held_at=company.holder.held_at)
    return company


def _arrive(article: Article, by: Any, pen: UUID, now: datetime) -> None:
    Presence.objects.filter(article=article, seen_at__lt=now - GONE_AFTER).delete()
    given = {"article": article, "by": by, "seen_at": now}
    row, _is_new = Presence.objects.get_or_create(pen=pen, defaults=given)
    if row.by_id != by.pk or row.article_id != article.pk:
        raise NotAllowed(_("This form belongs to somebody else."))


def _company(article: Article, by: Any, pen: UUID) -> Company:
    since = timezone.now() - GONE_AFTER
    rows = list(
        Presence.objects.filter(article=article, seen_at__gte=since).select_related("by").order_by("pk")
    )
    # A window that closes at this very moment is no more in the table.
    mine = next((row for row in rows if row.pen == pen), Presence(article=article, by=by, pen=pen))
    others = [row for row in rows if row is not mine and row.seen_at > since + SENT_FOR]
    return Company(mine, others, _holder(rows))


def _holder(rows: Sequence[Presence]) -> Presence | None:
    holding = [row for row in rows if row.held_at]
    return max(holding, key=lambda row: (row.held_at, row.pk), default=None)


def _holds(holder: Presence | None, now: datetime) -> bool:
    return holder is not None and max(holder.held_at, holder.typed_at or holder.held_at) > now - SILENT_AFTER


@transaction.atomic
def _take(article: Article, by: Any, pen: UUID) -> Company:
    """Take a text that nobody holds; of two that come at once, one does."""
    Article.objects.select_for_update(no_key=True).filter(pk=article.pk).first()
    company = _company(article, by, pen)
    if _holds(company.holder, timezone.now()):
        return company
    return _hold(article, by, pen)


def _hold(article: Article, by: Any, pen: UUID) -> Company:
    Presence.objects.filter(pen=pen).update(held_at=timezone.now())
    return _company(article, by, pen)


@transaction.atomic
def take_over(article: Article, *, by: Any, pen: UUID) -> Company:
    """Take the text from who holds it; what others typed and did not save becomes versions of theirs."""
    # It claims nothing yet: the unsaved texts are held before the article is.
    company = note(article, by=by, pen=pen, is_seen=False)
    unsaved = Autosave.objects.filter(article=article, is_closed=False, revision=None).exclude(by=by)
    text = _("Typed before the text was taken over by %(name)s") % {"name": by}
    for row in unsaved.select_for_update(of=("self",)).select_related("by").order_by("pk"):
        autosaving.keep(row, note=text)
    return company if company.is_mine else _hold(article, by, pen)


def send(*, by: Any, pen: UUID) -> None:
    """Note that a form was sent: it holds the text until its next page is there, and nobody sees it."""
    Presence.objects.filter(pen=pen, by=by).update(seen_at=timezone.now() - GONE_AFTER + SENT_FOR)


def leave(*, by: Any, pen: UUID) -> None:
    Presence.objects.filter(pen=pen, by=by).delete()
