"""Which stories were read most: found by a job, so that a page reads a few rows whatever was read."""

from collections.abc import Iterator

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, MostRead, Period, ReadHour

# More stories than a page shows: some of them may stop being public before the next ranking.
RANKED = 40


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
    since = timezone.now() - period.length
    story = Coalesce(-F("article__copy_member__group"), F("article"), output_field=BigIntegerField())
    hours = ReadHour.objects.filter(hour__gt=since, article__in=Article.objects.published())
    stories = hours.order_by().values(story=story).annotate(total=Sum("reads"))
    stories = stories.annotate(articles=ArrayAgg("article", distinct=True)).order_by("-total", "-story")
    for place, told in enumerate(stories[:RANKED], 1):
        for article in told["articles"]:
            yield article, place
