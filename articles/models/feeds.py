from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# A job that was asked for so long ago is lost: its worker was killed.
LOST = timedelta(minutes=15)


class FeedStatus(models.TextChoices):
    """The states that a rule may give to what comes."""

    DRAFT = "draft", gettext_lazy("draft")
    PUBLISHED = "published", gettext_lazy("published")


class FeedQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def due(self, now: datetime):
        """Active, its time has come, and no job of it waits or runs."""
        waits = Q(asked_at__gte=now - LOST)
        return self.active().filter(next_fetch_at__lte=now).exclude(waits).order_by("next_fetch_at", "pk")

    def failing(self):
        return self.filter(failures__gt=0)

    def for_desk(self):
        return self.select_related("source", "section")


class Feed(models.Model):
    """An address of a source that jobs read on a schedule; what its answers become, and how it fares."""

    source = models.ForeignKey(
        "articles.Source", models.CASCADE, related_name="feeds", verbose_name=gettext_lazy("source")
    )
    url = models.URLField(gettext_lazy("address of the feed"), max_length=2000, unique=True)
    is_active = models.BooleanField(gettext_lazy("fetched on schedule"), default=True)
    interval = models.PositiveIntegerField(
        gettext_lazy("minutes between fetches"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
        help_text=gettext_lazy("From 5 to 1440, which is a day."),
    )
    status = models.CharField(
        gettext_lazy("state of what comes"), max_length=10, choices=FeedStatus, default=FeedStatus.DRAFT
    )
    section = models.ForeignKey(
        "articles.Section",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("section"),
        help_text=gettext_lazy("For articles that name none."),
    )
    keywords = models.TextField(
        gettext_lazy("keywords to add"),
        blank=True,
        help_text=gettext_lazy("Separated by commas; each article gets them beside its own."),
    )
    fetch_images = models.BooleanField(
        gettext_lazy("fetch pictures"),
        default=False,
        help_text=gettext_lazy("Keep files of our own of the pictures."),
    )

    # What makes the next request conditional.
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    # Rejects that are kept already, so that a bad item is one reject and not one at each read.
    known_rejects = models.JSONField(default=list, blank=True, editable=False)
    # Where permanent redirects lead, and how often in a row they said so.
    moved_to = models.CharField(max_length=2000, blank=True, editable=False)
    moved_seen = models.PositiveSmallIntegerField(default=0, editable=False)

    asked_at = models.DateTimeField(gettext_lazy("waiting since"), null=True, blank=True, editable=False)
    next_fetch_at = models.DateTimeField(
        gettext_lazy("next fetch"), default=timezone.now, editable=False, db_index=True
    )
    last_fetch_at = models.DateTimeField(gettext_lazy("last fetch"), null=True, editable=False)
    last_success_at = models.DateTimeField(gettext_lazy("last successful fetch"), null=True, editable=False)
    last_new_at = models.DateTimeField(gettext_lazy("last new article"), null=True, editable=False)
    usual_gap = models.DurationField(gettext_lazy("time between new articles"), null=True, editable=False)
    last_status = models.PositiveSmallIntegerField(gettext_lazy("last answer"), null=True, editable=False)
    last_error = models.TextField(gettext_lazy("error"), blank=True, editable=False)
    failures = models.PositiveIntegerField(gettext_lazy("failures in a row"), default=0, editable=False)
    reads = models.PositiveIntegerField(gettext_lazy("fetches"), default=0, editable=False)
    created = models.PositiveIntegerField(gettext_lazy("articles made"), default=0, editable=False)
    updated = models.PositiveIntegerField(gettext_lazy("articles updated"), default=0, editable=False)
    rejected = models.PositiveIntegerField(gettext_lazy("rejected"), default=0, editable=False)
    last_batch = models.ForeignKey(
        "articles.ImportBatch",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=gettext_lazy("last batch"),
    )

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("feed of a source")
        verbose_name_plural = gettext_lazy("feeds of sources")
        ordering = ["source__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(interval__gte=5, interval__lte=1440), name="feed_interval_bounded"
            ),
            models.CheckConstraint(condition=Q(status__in=FeedStatus.values), name="feed_status_known"),
        ]

    def __str__(self):
        return self.url

    @property
    def is_waiting(self) -> bool:
        """A job was asked for and has not ended."""
        return self.asked_at is not None and self.asked_at >= timezone.now() - LOST

    def forget_answers(self) -> None:
        """Read everything anew next time: the rules or the address have changed."""
        self.etag = self.last_modified = self.digest = self.moved_to = ""
        self.moved_seen, self.known_rejects = 0, []


class RuleField(models.TextChoices):
    ALL = "all", gettext_lazy("headline, summary and body")
    HEADLINE = "headline", gettext_lazy("headline")
    SUMMARY = "summary", gettext_lazy("summary")
    BODY = "body", gettext_lazy("body")


class FeedRule(models.Model):
    """Words of a feed to replace: «(خاص) » → «». They are taken letter by letter, not as a pattern.

    A pattern of a person's own could run for hours on one text, and Python cannot stop it.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(gettext_lazy("order"), default=0)
    field = models.CharField(gettext_lazy("where"), max_length=10, choices=RuleField, default=RuleField.ALL)
    find = models.CharField(gettext_lazy("find"), max_length=500)
    replace = models.CharField(gettext_lazy("replace with"), max_length=500, blank=True)

    class Meta:
        verbose_name = gettext_lazy("find and replace")
        verbose_name_plural = gettext_lazy("find and replace")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(find=""), name="feed_rule_finds_something"),
            models.CheckConstraint(condition=Q(field__in=RuleField.values), name="feed_rule_field_known"),
        ]

    def __str__(self):
        return _("«%(find)s» becomes «%(replace)s»") % {"find": self.find, "replace": self.replace}


class ImageFetchQuerySet(models.QuerySet):
    def due(self, now: datetime):
        return self.filter(next_try_at__lte=now).order_by("next_try_at", "pk")


class ImageFetch(models.Model):
    """A picture elsewhere of which we want a file; without a next try it was given up."""

    image = models.OneToOneField("articles.Image", models.CASCADE, related_name="fetching")
    next_try_at = models.DateTimeField(gettext_lazy("next try"), null=True, default=timezone.now)
    failures = models.PositiveSmallIntegerField(gettext_lazy("failures"), default=0)
    last_error = models.TextField(gettext_lazy("error"), blank=True)

    objects = ImageFetchQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("picture to fetch")
        verbose_name_plural = gettext_lazy("pictures to fetch")
        indexes = [models.Index(F("next_try_at"), name="image_fetch_due", condition=~Q(next_try_at=None))]

    def __str__(self):
        return str(self.image_id)
