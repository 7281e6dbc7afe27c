"""Those who take our news by machine, each with a key of its own."""

import hashlib
from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WINDOW = timedelta(minutes=1)


class PartnerText(models.TextChoices):
    """How much of a text a partner gets, never more than its source lets us print."""

    EXCERPT = "excerpt", _("excerpt with link")
    OWN = "own", _("full text of our own, excerpts of other sources")
    ALL = "all", _("full text wherever its source lets us print it")


def digest_of(key: str) -> str:
    """A key has entropy enough for a plain digest; nobody can read it back."""
    return hashlib.sha256(key.encode()).hexdigest()


class PartnerQuerySet(models.QuerySet):
    def with_key(self, key: str):
        return self.filter(is_active=True, key_digest=digest_of(key)).first()

    def count_request(self, pk: int, now) -> "Partner":
        """Count a request into the minute that it falls into, whichever process takes it."""
        is_new = Q(window_at=None) | Q(window_at__lte=now - WINDOW)
        self.filter(pk=pk).update(
            requests=Case(When(is_new, then=Value(1)), default=F("requests") + 1),
            window_at=Case(When(is_new, then=Value(now)), default=F("window_at")),
            asked_at=now,
        )
        return self.get(pk=pk)


class Partner(models.Model):
    """A house that reads `/partners/feed.json`; its key is shown once and kept as a digest."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    text = models.CharField(
        _("texts"), max_length=10, choices=PartnerText, default=PartnerText.EXCERPT,
        help_text=_("Where a source allows an excerpt only, nobody gets more."),
    )  # fmt: skip
    sections = models.ManyToManyField(
        "articles.Section", blank=True, verbose_name=_("sections"), related_name="+",
        help_text=_("With their sub-sections; left empty: all."),
    )  # fmt: skip
    per_minute = models.PositiveSmallIntegerField(
        _("requests a minute"), default=30, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    note = models.TextField(_("note"), blank=True)
    key_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    key_ending = models.CharField(max_length=4, blank=True, editable=False)
    key_made_at = models.DateTimeField(_("key made"), null=True, editable=False)
    asked_at = models.DateTimeField(_("last asked"), null=True, editable=False)
    window_at = models.DateTimeField(null=True, editable=False)
    requests = models.PositiveIntegerField(default=0, editable=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(text__in=PartnerText.values), name="partner_text_known")
        ]

    def __str__(self):
        return self.name

    @property
    def seconds_to_wait(self) -> int:
        """Return how long a partner that asked too often waits, or 0."""
        if self.window_at is None or self.requests <= self.per_minute:
            return 0
        return max(int((self.window_at + WINDOW - timezone.now()).total_seconds()) + 1, 1)
