"""The edition of a day: what editors put on the front page leads, the newest stories follow."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from articles.caching.keys import HOME, NEWSLETTER, depend_on, depend_on_front, depend_on_places
from articles.day import bounds_of
from articles.models import Article, Newsletter, Slot

LEADING = (Slot.LEAD, Slot.SECOND)


def choices() -> Newsletter:
    return Newsletter.objects.order_by("pk").first() or Newsletter()


def edition(most: int, *, since: datetime) -> list[Article]:
    """Choose the public stories since a time, in two queries."""
    placed = [row for row in Article.objects.for_front() if row.slot in LEADING and row.published_at >= since]
    newest = Article.objects.for_latest().with_story().filter(published_at__gte=since)
    return _once([*placed, *newest[: most + len(placed)]])[:most]


def _once(articles: Iterable[Article]) -> list[Article]:
    """Keep of the same article, and of near-copies, the first."""
    keys: set[int] = set()
    stories: set[int] = set()
    found = []
    for article in articles:
        if article.pk not in keys and article.story not in stories:
            found.append(article)
        keys.add(article.pk)
        stories |= {article.story} - {None}
    return found


def edition_of_page(most: int) -> tuple[list[Article], bool]:
    """Return what the page of the newsletter shows, and whether it is of these days: yesterday and today."""
    depend_on(HOME, NEWSLETTER)
    depend_on_front(None)
    yesterday = bounds_of(timezone.localdate() - timedelta(days=1))[0]
    articles = edition(most, since=yesterday)
    is_fresh = bool(articles)
    if not articles:
        articles = list(Article.objects.for_latest()[:most])
    depend_on_places(articles)
    return articles, is_fresh


def still_public(numbers: list[int]) -> list[Article]:
    """Return the articles of an edition that the public may read now, in its order."""
    found = Article.objects.published().with_card().in_bulk(numbers)
    return [found[number] for number in numbers if number in found]
