from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NOTE_LENGTH = 2000


class Note(models.Model):
    """What one of the newsroom says of an article to the others; readers never see it."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=NOTE_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-pk"]

    def __str__(self):
        return self.text[:80]


class Mention(models.Model):
    """A person whom a note calls by name; it waits on their desk until they have seen it."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(_("seen"), null=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["person", "note"], name="mention_once")]
        indexes = [
            models.Index("person", F("id").desc(), name="mention_unseen", condition=Q(seen_at__isnull=True))
        ]

    def __str__(self):
        return f"@{self.person_id}"


class AssignmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at=None)

    def for_desk(self):
        return self.select_related("article", "to", "by").defer(
            "article__body", "article__extra", "article__hints"
        )

    def soonest_first(self):
        return self.order_by("due_at", "pk")


class Assignment(models.Model):
    """Work that is given to a person, with the time it is due; the article may be there or not yet."""

    title = models.CharField(_("what is asked"), max_length=200)
    details = models.TextField(_("details"), blank=True, max_length=NOTE_LENGTH)
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, null=True, blank=True, related_name="assignments",
        verbose_name=_("article"),
    )  # fmt: skip
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments", verbose_name=_("assigned to")
    )
    due_at = models.DateTimeField(_("due"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("assigned by"),
    )  # fmt: skip
    at = models.DateTimeField(_("assigned"), auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        permissions = [("assign_work", _("Can give assignments to others"))]
        indexes = [
            models.Index(fields=["to", "due_at"], name="assignment_open", condition=Q(done_at__isnull=True))
        ]

    def __str__(self):
        return self.title

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()
