"""What comes out on a day: publications, planned updates of what readers have, ends of embargoes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from articles.models import Article, Status
from articles.permissions import viewable

MOST = 60
# Two that come out nearer to each other than this push each other from the top of the page.
NEAR = timedelta(minutes=10)
CARD = ("headline", "working_title", "status", "published_at", "embargo_until", "section__name")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing of a day: `kind` is publication, update or embargo."""

    moment: datetime
    kind: str
    article: Article

    @property
    def is_over(self) -> bool:
        return self.moment <= timezone.now()

    @property
    def share(self) -> float:
        """How much of its day is over by then, from 0 to 1."""
        local = timezone.localtime(self.moment)
        return (local.hour * 60 + local.minute) / 1440


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day of the newsroom, and that of the next."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def events_between(user: Any, start: datetime, end: datetime) -> list[Event]:
    """List what comes out from `start` until before `end` and `user` may see, the first first."""
    seen = viewable(user, Article.objects.select_related("section").only(*CARD))
    span = {"gte": start, "lt": end}
    published = _within(seen.filter(status=Status.PUBLISHED), "published_at", span)
    updated = _within(seen, "planned_update__at", span).select_related("section", "planned_update")
    updated = updated.only(*CARD, "planned_update__at")
    freed = _within(seen.exclude(status=Status.PUBLISHED), "embargo_until", span)
    events = [Event(article.published_at, "publication", article) for article in published[:MOST]]
    events += [Event(article.planned_update.at, "update", article) for article in updated[:MOST]]
    events += [Event(article.embargo_until, "embargo", article) for article in freed[:MOST]]
    return sorted(events, key=lambda event: (event.moment, event.article.pk))[:MOST]


def _within(articles, name: str, span: dict[str, datetime]):
    bounds = {f"{name}__{bound}": moment for bound, moment in span.items()}
    return articles.filter(**bounds).order_by(name, "pk")


def near(events: list[Event], moment: datetime, *, besides: Article) -> list[Event]:
    """Name what comes out so near to `moment` that the two clash."""
    return [event for event in events if event.article.pk != besides.pk and abs(event.moment - moment) < NEAR]
