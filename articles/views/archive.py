"""The archive: a year in months, a month as a calendar, a day as a list, all by the clock of TIME_ZONE."""

from calendar import monthrange
from datetime import date
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.archive import days_around, month_bounds, month_of, months_of, newest_day, years
from articles.caching.calendar import calendar
from articles.caching.keys import HOME, NEVER, depend_on, depend_on_places
from articles.calendars import Calendar
from articles.day import bounds_of
from articles.models import Article
from articles.month import first_weekday
from articles.views.heads import Head, breadcrumbs
from articles.views.pages import list_head
from articles.views.pagination import PAGE_SIZE, Page, canonical_cursor, get_page
from articles.views.responses import kept_page, public_page
from newsroom.addresses import absolute
from newsroom.arabic.months import WEEKDAYS


def _of_a_real_date(view):
    """Answer 404 for a day that no calendar has, or that no clock reaches."""

    @wraps(view)
    def respond(request, year, month=1, day=1):
        try:
            asked = date(year, month, day)
            bounds_of(asked), month_bounds(asked.replace(month=12))
        except (ValueError, OverflowError):
            raise Http404 from None
        return view(request, asked)

    return respond


@public_page
def latest(request):
    """Lead to the newest month; a site that has published nothing says so at home."""
    newest = newest_day()
    return redirect("archive-month", newest.year, newest.month) if newest else redirect("home")


@kept_page
@_of_a_real_date
def year(request, first):
    """Count each month of a year, and name the other years."""
    months = months_of(first.year)
    if not any(month.stories for month in months):
        raise Http404
    depend_on(HOME)
    trail = _trail(first, 1)
    head = Head(
        title=_("News of the year %(year)s") % {"year": trail[-1][0]},
        description=_("News of the year %(year)s, month by month") % {"year": trail[-1][0]},
        canonical=absolute(trail[-1][1]),
        data=_told(first, 1),
    )
    context = {"head": head, "trail": trail, "year": first.year, "months": months, "years": years()}
    return render(request, "articles/archive_year.html", context)


@kept_page
@_of_a_real_date
def month(request, first):
    """Lay a month out as a calendar, with its newest articles."""
    found = month_of(first)
    if not found.days:
        raise Http404
    newest = Article.objects.for_day(*month_bounds(first))[:PAGE_SIZE]
    page = Page(list(newest), "", is_first=True)
    depend_on(HOME)
    depend_on_places(page.articles)
    trail = _trail(first, 2)
    name = f"{trail[1][0]} {trail[0][0]}"
    title = _("News of %(date)s") % {"date": name}
    head = list_head(request, title, trail[-1][1], page=page, data=_told(first, 2))
    head.description = _("News of %(month)s, day by day") % {"month": name}
    last = first.replace(day=monthrange(first.year, first.month)[1])
    context = {
        "head": head, "trail": trail, "month": found, "page": page, "weekdays": _weekdays(),
        "hijri_months": calendar().hijri_months(first, last),
    }  # fmt: skip
    return render(request, "articles/archive_month.html", context)


@kept_page(after=canonical_cursor)
@_of_a_real_date
def day(request, asked):
    """List one day."""
    start, end = bounds_of(asked)
    page = get_page(Article.objects.for_day(start, end), request.GET.get("after", ""))
    depend_on(HOME if page.articles else NEVER)
    depend_on_places(page.articles)
    trail = _trail(asked, 3)
    title = _("News of %(date)s") % {"date": calendar().date(asked)}
    head = list_head(request, title, trail[-1][1], page=page, data=_told(asked, 3))
    head.description = title
    before, after = days_around(start, end)
    around = {"day_before": before, "day_after": after}
    context = {"head": head, "trail": trail, "page": page, "day": asked, **around}
    return render(request, "articles/archive.html", context)


def _trail(day: date, depth: int, by: Calendar | None = None) -> list[tuple[str, str]]:
    """Name the first steps of the way to a day, as (name, path): its year, its month, itself."""
    by = by or calendar()
    steps = [
        (by.number(day.year), reverse("archive-year", args=[day.year])),
        (by.month(day), reverse("archive-month", args=[day.year, day.month])),
        (by.number(day.day), reverse("archive", args=[day.year, day.month, day.day])),
    ]
    return steps[:depth]


def _told(day: date, depth: int) -> list[dict]:
    """Tell machines the way in the digits and names that they know, whatever the house chose."""
    return [breadcrumbs(*_trail(day, depth, Calendar()))]


def _weekdays() -> list[str]:
    """Name the days of a week without their article, for which a narrow column has no place."""
    return [WEEKDAYS[(first_weekday() + shift) % 7].removeprefix("ال") for shift in range(7)]
