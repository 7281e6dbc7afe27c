"""The calendar of what came out and what will: a month in weeks, and each of its days."""

from datetime import date, timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.admin.display import print_day, print_month, print_weekday
from articles.day import MOST, bounds_of, events_between
from articles.forms.article import zone_label
from articles.month import first_weekday, months_around, weeks_of


@require_safe
def show_month(request):
    """Show the month that is asked for, else the present one."""
    first = _month(request.GET.get("month", ""))
    before, after = months_around(first.year, first.month)
    context = {
        "title": print_month(first),
        "weeks": weeks_of(_viewer(request), first.year, first.month),
        "weekdays": [print_weekday((first_weekday() + shift) % 7) for shift in range(7)],
        "before": before,
        "after": after,
        "zone": zone_label(),
    }
    return _render(request, "calendar_month.html", context)


@require_safe
def show_date(request, year: int, month: int, day: int):
    """Show all that comes out on one day."""
    try:
        asked = date(year, month, day)
        days = (asked - timedelta(days=1), asked, asked + timedelta(days=1))
        bounds = [bounds_of(one) for one in days]
    except (ValueError, OverflowError):
        raise Http404 from None
    events = events_between(_viewer(request), *bounds[1])
    context = {
        "title": f"{print_weekday(asked.weekday())} {print_day(asked)}",
        "date": asked,
        "events": events,
        "is_cut": len(events) == MOST,
        "before": days[0],
        "after": days[2],
        "zone": zone_label(),
    }
    return _render(request, "calendar_day.html", context)


def _viewer(request):
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    return request.user


def _month(text: str) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = timezone.localdate().replace(day=1)
    return first if 1900 <= first.year < 2200 else timezone.localdate().replace(day=1)


def _render(request, template: str, context: dict):
    context |= {**admin.site.each_context(request), "calendar": _("Calendar")}
    return TemplateResponse(request, f"admin/articles/{template}", context)
