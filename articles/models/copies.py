from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CopyKind(models.TextChoices):
    EXACT = "exact", _("the same text")
    EDITED = "edited", _("edited copy")
    HEADLINE = "headline", _("the same headline")
    CONTAINED = "contained", _("one holds the other")


class NearCopy(models.Model):
    """Two articles of nearly one text, as an import found them: a person looks, nothing is merged.

    `article` came with the batch; `other` was there before it, or came earlier in it.
    """

    batch = models.ForeignKey(
        "articles.ImportBatch", models.CASCADE, related_name="near_copies", db_index=False,
        verbose_name=_("batch"),
    )  # fmt: skip
    # The unique constraint serves for the index.
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="near_copies", db_index=False,
        verbose_name=_("article"),
    )  # fmt: skip
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="+", verbose_name=_("other"))
    score = models.FloatField(_("likeness"))
    kind = models.CharField(_("kind"), max_length=10, choices=CopyKind)
    looked_at = models.DateTimeField(_("looked at"), null=True, editable=False)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("looked at by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("pair of near-copies")
        verbose_name_plural = _("near-copies")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="copy_pair"),
            models.CheckConstraint(condition=~Q(article=F("other")), name="copy_of_another"),
            models.CheckConstraint(condition=Q(kind__in=CopyKind.values), name="copy_kind_known"),
        ]
        indexes = [
            models.Index(fields=["batch", "-id"], name="copy_by_batch"),
            models.Index(
                fields=["batch", "-id"], name="copy_to_look_at", condition=Q(looked_at__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.article_id} ≈ {self.other_id}"
