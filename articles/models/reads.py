from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Period(models.TextChoices):
    DAY = "day", _("Last 24 hours")
    WEEK = "week", _("Last 7 days")
    MONTH = "month", _("Last 30 days")

    @property
    def length(self) -> timedelta:
        return timedelta(days={Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}[self])


class ReadHour(models.Model):
    """How often readers read an article in one hour: a sum, and nothing of who they were."""

    # Nothing is lost with an article that is gone, and a check would lock its row for each sum.
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="read_hours", db_constraint=False
    )
    hour = models.DateTimeField()
    reads = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["hour", "article"], name="read_hour_once")]

    def __str__(self):
        return f"{self.article_id} {self.hour} {self.reads}"


class MostRead(models.Model):
    """A read article at the place of its story among those of a period, as the last ranking found it."""

    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="most_read", db_constraint=False
    )
    period = models.CharField(max_length=5, choices=Period)
    # Near-copies share the place of their story.
    position = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["period", "position"]
        constraints = [models.UniqueConstraint(fields=["period", "article"], name="most_read_once")]

    def __str__(self):
        return f"{self.period} {self.position} {self.article_id}"
