"""A month of the newsroom at a glance: how much comes out each day, and what of it stands out.

The count of a month is one range of an index; the headlines of each day stop after the first few.
"""

from calendar import Calendar
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, IntegerField, Value
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import get_format

from articles.day import CARD, Event, bounds_of
from articles.models import Article, Status
from articles.permissions import viewable

SHOWN = 3
# Planned updates and ends of embargoes of six weeks: far more than any newsroom has.
MOST_OTHERS = 500


@dataclass(slots=True)
class Day:
    """A day of the grid: how much comes out on it, and the first few of that."""

    date: date
    is_in_month: bool
    count: int = 0
    events: list[Event] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        return self.date == timezone.localdate()

    @property
    def more(self) -> int:
        return self.count - len(self.events)


def weeks_of(user: Any, year: int, month: int) -> list[list[Day]]:
    """Lay out a month in weeks, with what `user` may see, in five queries whatever it holds."""
    dates = Calendar(first_weekday()).monthdatescalendar(year, month)
    days = {one: Day(one, one.month == month) for week in dates for one in week}
    start, end = bounds_of(dates[0][0])[0], bounds_of(dates[-1][-1])[1]
    counts = _counts(user, start, end)
    others = _others(user, start, end)
    counts.update(_day_of(event) for event in others)
    for event in sorted([*_headlines(user, days), *others], key=lambda event: event.moment):
        day = days[_day_of(event)]
        if len(day.events) < SHOWN:
            day.events.append(event)
    for one, day in days.items():
        day.count = counts[one]
    return [[days[one] for one in week] for week in dates]


def first_weekday() -> int:
    """Return the first day of the week as Python counts, from Monday; Django counts from Sunday."""
    return (get_format("FIRST_DAY_OF_WEEK") - 1) % 7


def _day_of(event: Event) -> date:
    return timezone.localdate(event.moment)


def _published(user: Any, start: datetime, end: datetime):
    rows = Article.objects.filter(status=Status.PUBLISHED, published_at__gte=start, published_at__lt=end)
    return viewable(user, rows)


def _counts(user: Any, start: datetime, end: datetime) -> Counter[date]:
    days = _published(user, start, end).order_by().values(day=TruncDate("published_at"))
    return Counter(dict(days.annotate(n=Count("pk")).values_list("day", "n")))


def _headlines(user: Any, days: dict[date, Day]) -> list[Event]:
    """Read the few that show of each day, in two queries: what comes first, of past days what came last."""
    branches = [_few(number, user, one) for number, one in enumerate(days)]
    keys = [key for _day, key in branches[0].union(*branches[1:], all=True)]
    rows = Article.objects.select_related("section").only(*CARD).in_bulk(keys)
    return [Event(row.published_at, "publication", row) for row in rows.values()]


def _few(number: int, user: Any, day: date):
    start, end = bounds_of(day)
    now = timezone.now()
    rows = _published(user, now if start <= now < end else start, end)
    order = ("-published_at", "-pk") if end <= now else ("published_at", "pk")
    label = Value(number, output_field=IntegerField())
    return rows.order_by(*order).annotate(day=label).values_list("day", "pk")[:SHOWN]


def _others(user: Any, start: datetime, end: datetime) -> list[Event]:
    """List the planned updates of live articles and the ends of embargoes."""
    seen = viewable(user, Article.objects.select_related("section").only(*CARD))
    updated = seen.filter(planned_update__at__gte=start, planned_update__at__lt=end)
    updated = updated.select_related("section", "planned_update").only(*CARD, "planned_update__at")
    freed = seen.exclude(status=Status.PUBLISHED).filter(embargo_until__gte=start, embargo_until__lt=end)
    events = [Event(one.planned_update.at, "update", one) for one in updated[:MOST_OTHERS]]
    return events + [Event(one.embargo_until, "embargo", one) for one in freed[:MOST_OTHERS]]


def months_around(year: int, month: int) -> Iterator[date]:
    """Give the first days of the month before and the month after."""
    yield date(year - (month == 1), (month - 2) % 12 + 1, 1)
    yield date(year + (month == 12), month % 12 + 1, 1)
