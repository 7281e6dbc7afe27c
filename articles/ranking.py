"""Which stories were read most: found by a job, so that a page reads a few rows whatever was read."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from articles.models import Article, MostRead, Period, ReadHour

# More stories than a page shows: some of them may stop being public before the next ranking.
RANKED = 40
# A copy that is not among so many adds nothing to its story.
LOOKED_AT = 1000


def rank(period: Period) -> bool:
    """Rank the stories of a period anew; returns whether that changed anything."""
    found = list(_ranked(period))
    with transaction.atomic():
        rows = MostRead.objects.select_for_update().filter(period=period)
        before = {row.article_id: row.position for row in rows}
        if before == dict(found):
            return False  # no page need be made anew
        rows.delete()
        MostRead.objects.bulk_create(
            (MostRead(period=period, article_id=article, position=place) for article, place in found),
            ignore_conflicts=True,  # somebody ranks at the same time
        )
    return True


def _ranked(period: Period) -> Iterator[tuple[int, int]]:
    """List (article, place): the reads of near-copies count together, as they stand for one story."""
    reads = _most_read_articles(timezone.now() - period.length)
    public = Article.objects.published().filter(pk__in=list(reads)).order_by("pk")
    stories: dict[int, list[int]] = {}
    for article, group in public.values_list("pk", "copy_member__group"):
        stories.setdefault(-group if group else article, []).append(article)
    totals = {story: sum(reads[article] for article in articles) for story, articles in stories.items()}
    for place, story in enumerate(sorted(totals, key=lambda key: (-totals[key], key))[:RANKED], 1):
        for article in stories[story]:
            yield article, place


def _most_read_articles(since: datetime) -> dict[int, int]:
    """Sum the hours of each article, before anything is joined to them: there are millions of hours."""
    sums = ReadHour.objects.filter(hour__gt=since).order_by().values_list("article")
    return dict(sums.annotate(total=Sum("reads")).order_by("-total", "article")[:LOOKED_AT])
