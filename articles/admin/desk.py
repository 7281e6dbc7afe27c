"""What waits for a person on the first page of the desk; each count is bounded and leads to its list."""

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.filters import UNFINISHED
from articles.admin.paging import capped
from articles.models import Article, Status
from articles.permissions import viewable

SHOWN = 5


def waiting_for(user) -> list[dict]:
    if not user.has_perm("articles.view_article"):
        return []
    seen = viewable(user, Article.objects.for_desk())
    lists = [_list(_("My drafts"), "state=draft&owner=me", seen.filter(created_by=user, status=Status.DRAFT))]
    if user.has_perm("articles.review_article"):
        in_review = seen.filter(status=Status.IN_REVIEW)
        lists.append(_list(_("To review"), "state=in_review", in_review, oldest_first=True))
    if user.has_perm("articles.publish_article"):
        lists.append(_list(_("Approved"), "state=approved", seen.filter(status=Status.APPROVED)))
    if user.has_perm("articles.change_any_article"):
        incomplete = seen.filter(status__in=UNFINISHED).exclude(needs=[]).exclude(created_by=user)
        lists.append(_list(_("Incomplete"), "needs=any", incomplete))
    scheduled = seen.filter(status=Status.PUBLISHED, published_at__gt=timezone.now())
    lists.append(_list(_("Scheduled"), "state=scheduled", scheduled.order_by("published_at")))
    return lists


def _list(label: str, query: str, rows, *, oldest_first: bool = False) -> dict:
    if not rows.query.order_by:
        rows = rows.order_by("modified_at" if oldest_first else "-modified_at")
    count, more = capped(rows)
    return {"label": label, "query": query, "count": count, "more": more, "articles": list(rows[:SHOWN])}
