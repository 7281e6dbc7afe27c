"""The publications of a day beside the choice of a time, and what clashes with it."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.admin.pages import get_article_or_404
from articles.day import bounds_of, events_between, near
from articles.models import Article


def show_day(request: HttpRequest, article_id: int) -> HttpResponse:
    """Answer the form of a time with the list of its day, as a part of a page."""
    article = get_article_or_404(request, article_id)
    given = [request.GET.get("date", ""), request.GET.get("time", "")]
    context = {"article": article, "day": day_context(request.user, article, given)}
    return render(request, "admin/articles/_day.html", context)


def day_context(user: Any, article: Article, given: Any) -> dict[str, Any]:
    """Gather the events of the chosen day; without a choice, of today."""
    moment = _moment(given)
    day = timezone.localdate(moment) if moment else timezone.localdate()
    events = events_between(user, *bounds_of(day))
    clashes = near(events, moment, besides=article) if moment else []
    return {"date": day, "events": events, "clashes": clashes, "is_today": day == timezone.localdate()}


def _moment(given: Any) -> datetime | None:
    """Read what the two fields hold, typed or not yet: without a clock it is the day only."""
    if isinstance(given, datetime):
        return given
    day, clock = (list(given or []) + ["", ""])[:2]
    try:
        found = datetime.fromisoformat(f"{date.fromisoformat(str(day))}T{clock or '00:00'}")
    except ValueError:
        return None
    return timezone.make_aware(found) if 1 < found.year < 9999 else None
