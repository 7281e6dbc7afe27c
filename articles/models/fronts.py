from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsroom import clock


class Slot(models.TextChoices):
    """A part of a front page, from the top; it holds so many articles."""

    LEAD = "lead", _("Lead")
    SECOND = "second", _("Second row")
    BOX = "box", _("Boxes")

    @property
    def places(self) -> int:
        return {"lead": 1, "second": 2, "box": 3}[self.value]


class ArrangementQuerySet(models.QuerySet):
    def of_front(self, section):
        """Narrow to the front page of a section, or without one to the home page."""
        return self.filter(section=section) if section else self.filter(section=None)

    def newest(self, section):
        return self.of_front(section).filter(number__isnull=False).order_by("-number")


class Arrangement(models.Model):
    """A front page as an editor laid it out. Each save is a row, and the highest number is what readers have.

    One that was made over a version that was no longer the newest has no number: it is put aside, whole.
    """

    section = models.ForeignKey(
        "articles.Section", models.CASCADE, null=True, related_name="arrangements", verbose_name=_("section")
    )
    number = models.PositiveIntegerField(null=True)
    # Who, when and what changed.
    entry = models.ForeignKey("articles.AuditEntry", models.SET_NULL, null=True, related_name="+")

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["section", "number"], name="arrangement_number_once", nulls_distinct=False,
                condition=Q(number__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.section_id or 'home'} {self.number}"


class PlacementQuerySet(models.QuerySet):
    def live(self, at=None):
        """Keep what has begun and not ended at a time."""
        at = at or clock.now()
        begun, lasts = Q(from_at=None) | Q(from_at__lte=at), Q(until_at=None) | Q(until_at__gt=at)
        return self.filter(begun, lasts)

    def of_front(self, section):
        return self.filter(arrangement__in=Arrangement.objects.newest(section).values("pk")[:1])


class Placement(models.Model):
    """One article in a slot of an arrangement, from a time or until one."""

    arrangement = models.ForeignKey(Arrangement, models.CASCADE, related_name="placements")
    slot = models.CharField(_("slot"), max_length=10, choices=Slot)
    position = models.PositiveIntegerField(_("position"))
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="placements")
    from_at = models.DateTimeField(_("from"), null=True)
    until_at = models.DateTimeField(_("until"), null=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["position", "pk"]
        # When the next one comes or goes is asked twice a second.
        indexes = [
            models.Index(fields=["from_at"], name="placement_from", condition=Q(from_at__isnull=False)),
            models.Index(fields=["until_at"], name="placement_until", condition=Q(until_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(slot__in=Slot.values), name="placement_slot_known"),
            models.CheckConstraint(
                condition=Q(from_at=None) | Q(until_at=None) | Q(until_at__gt=F("from_at")),
                name="placement_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.slot} {self.article_id}"
