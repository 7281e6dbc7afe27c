"""What waits for a person on the first page of the desk: lists with bounded counts, each with its whole list.

All lists of articles are one query whatever their number and the size of the archive: each branch stops at
MOST rows of an index, and the few that are shown are read together in a second one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.functions import Coalesce, Extract
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.admin.batch_pages import may_see_batches
from articles.admin.filters import imported, incomplete, scheduled
from articles.day import Event, bounds_of, events_between
from articles.models import Article, Assignment, Feed, NearCopy, Status
from articles.permissions import urgent_moves, viewable
from articles.querysets import came_out
from articles.talking import mentions_of

SHOWN = 5
MOST = 99
# How much of what came out before now the line of the day still tells.
LOOKS_BACK = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class ListOfArticles:
    """One list: for whom, which rows, by which moment, and the filters that list the same in the admin."""

    name: str
    label: str | Promise
    query: str
    permission: str
    rows: Callable[[Any], QuerySet[Article]]
    moment: Any = F("modified_at")
    is_oldest_first: bool = False


LISTS = (
    ListOfArticles(
        "sent_back", _("Sent back to me"), "state=sent_back&owner=me", "articles.change_article",
        lambda user: Article.objects.filter(created_by=user, status=Status.DRAFT, moved_at__isnull=False),
        moment=F("moved_at"),
    ),
    ListOfArticles(
        "review", _("To review"), "state=in_review", "articles.review_article",
        lambda user: Article.objects.filter(status=Status.IN_REVIEW),
        moment=Coalesce("moved_at", "created_at"), is_oldest_first=True,
    ),
    ListOfArticles(
        "drafts", _("My drafts"), "state=draft&owner=me", "articles.change_article",
        lambda user: Article.objects.filter(created_by=user, status=Status.DRAFT),
    ),
    ListOfArticles(
        "sent", _("Sent by me for review"), "state=in_review&owner=me", "articles.submit_article",
        lambda user: Article.objects.filter(created_by=user, status=Status.IN_REVIEW),
        moment=Coalesce("moved_at", "created_at"), is_oldest_first=True,
    ),
    ListOfArticles(
        "approved", _("Approved"), "state=approved", "articles.publish_article",
        lambda user: Article.objects.filter(status=Status.APPROVED),
    ),
    ListOfArticles(
        "scheduled", _("Scheduled"), "state=scheduled", "articles.view_article",
        lambda user: Article.objects.filter(scheduled(timezone.now())),
        moment=F("published_at"), is_oldest_first=True,
    ),
    ListOfArticles(
        "published", _("Published today"), "state=published&when=today", "articles.view_article",
        lambda user: Article.objects.filter(
            came_out(timezone.now()), published_at__gte=bounds_of(timezone.localdate())[0]
        ),
        moment=F("published_at"),
    ),
    ListOfArticles(
        "incomplete", _("Imported and incomplete"), "needs=any&origin=import", "articles.change_any_article",
        lambda user: Article.objects.filter(incomplete() & imported()),
    ),
)  # fmt: skip


@dataclass(slots=True)
class Waiting:
    """A list as it is shown: how many, at least, and the first of them."""

    name: str
    label: str | Promise
    address: str
    count: int = 0
    more: bool = False
    rows: list[Any] = field(default_factory=list)
    template: str = "admin/desk_articles.html"


def waiting_for(user: Any) -> list[Waiting]:
    """List what waits for a person, by what they may do."""
    if not user.has_perm("articles.view_article"):
        return []
    return [*_of_people(user), *_of_articles(user), *_of_machines(user)]


def day_line(user: Any) -> list[Event]:
    """List what comes out today from now on, and what came out a moment ago."""
    if not user.has_perm("articles.view_article"):
        return []
    start, end = bounds_of(timezone.localdate())
    return events_between(user, max(start, timezone.now() - LOOKS_BACK), end)


def show_lists(request):
    """Answer the page that asks again: its lists, and nothing around them."""
    return render(request, "admin/desk_lists.html", desk_context(request.user))


def desk_context(user: Any) -> dict[str, Any]:
    return {"waiting": waiting_for(user), "events": day_line(user), "now": timezone.localtime()}


def _of_articles(user: Any) -> list[Waiting]:
    lists = [one for one in LISTS if user.has_perm(one.permission)]
    keys = _keys(user, lists)
    shown = Article.objects.for_desk().in_bulk({key for found in keys for key in found[:SHOWN]})
    return [_shown(one, found, shown, user) for one, found in zip(lists, keys, strict=True)]


def _keys(user: Any, lists: list[ListOfArticles]) -> list[list[int]]:
    """Name the articles of each list in its order, one more than are counted, in one query."""
    branches = [_branch(number, one, user) for number, one in enumerate(lists)]
    found: list[list[tuple[float, int]]] = [[] for _one in lists]
    for number, place, key in branches[0].union(*branches[1:], all=True) if branches else ():
        found[number].append((place, key))
    return [[key for _place, key in sorted(rows)] for rows in found]


def _branch(number: int, one: ListOfArticles, user: Any):
    """A union keeps no order, so each row brings its place along."""
    seconds = Extract(one.moment, "epoch", output_field=FloatField())
    rows = viewable(user, one.rows(user))
    if one.is_oldest_first:
        rows, place = rows.order_by(one.moment, "pk"), seconds
    else:
        rows, place = rows.order_by(one.moment.desc(), "-pk"), seconds * Value(-1.0)
    return rows.annotate(list=Value(number), place=place).values_list("list", "place", "pk")[: MOST + 1]


def _shown(one: ListOfArticles, keys: list[int], articles: dict[int, Article], user: Any) -> Waiting:
    rows = [articles[key] for key in keys[:SHOWN] if key in articles]
    for article in rows:
        article.desk_moment, article.is_past = _moment_of(one.name, article)
        article.urgent = urgent_moves(user, article)
    address = f"{reverse('admin:articles_article_changelist')}?{one.query}"
    return Waiting(one.name, one.label, address, min(len(keys), MOST), len(keys) > MOST, rows)


def _moment_of(name: str, article: Article) -> tuple[datetime, bool]:
    """Say which moment of an article a list tells, and whether as a time that has gone by since."""
    if name in ("review", "sent", "sent_back"):
        return article.moved_at or article.created_at, True
    if name in ("scheduled", "published"):
        return article.published_at, False
    return article.modified_at, True


def _of_people(user: Any) -> list[Waiting]:
    """Work and words that others sent to this person."""
    work = Assignment.objects.open().filter(to=user).order_by("due_at", "pk")
    mentions = mentions_of(user).filter(seen_at=None).order_by("-pk")
    return [
        _few("mentions", _("They call you"), "articles_mention", "seen=no", mentions, "note__article"),
        _few("assignments", _("My assignments"), "articles_assignment", "open=yes&to=me", work, "article"),
    ]  # fmt: skip


def _of_machines(user: Any) -> list[Waiting]:
    """What imports and feeds leave for a person to decide."""
    found = []
    if may_see_batches(user):
        copies = NearCopy.objects.filter(looked_at=None).with_withdrawn().order_by("-pk")
        label, joined = _("Near-copies to decide"), ("article", "other")
        found.append(_few("copies", label, "articles_nearcopy", "looked=no", copies, *joined))
    if user.has_perm("articles.view_feed"):
        failing = Feed.objects.active().failing().order_by("-failures", "pk")
        found.append(_few("feeds", _("Failing feeds"), "articles_feed", "health=failing", failing, "source"))
    return found


def _few(name: str, label: Promise, admin: str, query: str, rows: QuerySet, *joined: str) -> Waiting:
    """Count up to the bound, and read the first few: two queries, one where there is nothing."""
    keys = list(rows.values_list("pk", flat=True)[: MOST + 1])
    found = rows.select_related(*joined).in_bulk(keys[:SHOWN]) if keys else {}
    shown = [found[key] for key in keys[:SHOWN] if key in found]
    address = f"{reverse(f'admin:{admin}_changelist')}?{query}"
    more = len(keys) > MOST
    return Waiting(name, label, address, min(len(keys), MOST), more, shown, f"admin/desk_{name}.html")
