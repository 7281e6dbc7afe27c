from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.encoding import LetterEncoder


class RevisionKind(models.TextChoices):
    SAVE = "save", _("save")
    IMPORT = "import", _("import")
    CONFLICT = "conflict", _("conflict")
    RESTORE = "restore", _("restore")
    AUTOSAVE = "autosave", _("unsaved text")

    @classmethod
    def aside(cls) -> tuple["RevisionKind", ...]:
        """List the kinds that stand beside the line of versions: no save follows from them."""
        return cls.CONFLICT, cls.AUTOSAVE


class Revision(models.Model):
    """A whole article as saved once: keywords, links and images included (`snapshot` is a record)."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=RevisionKind, default=RevisionKind.SAVE)
    snapshot = models.JSONField(_("snapshot"), encoder=LetterEncoder)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    # The number of the version that the person had before them; known of what stands aside.
    base = models.PositiveIntegerField(null=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number"),
            models.CheckConstraint(condition=Q(kind__in=RevisionKind.values), name="revision_kind_known"),
        ]

    def __str__(self):
        return f"{self.number}"

    @property
    def headline(self) -> str:
        return self.snapshot.get("headline", "")
