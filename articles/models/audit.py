from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing done to an article, kept when the article or the person is gone."""

    # It outlives what it tells of, so the database need not hold it to that.
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, related_name="audit", db_constraint=False
    )
    article_label = models.TextField(_("article"), blank=True)
    action = models.CharField(_("action"), max_length=20)
    from_status = models.CharField(_("from"), max_length=10, blank=True)
    to_status = models.CharField(_("to"), max_length=10, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=200, blank=True)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    note = models.TextField(_("note"), blank=True)
    # The moment that the act is about: for when it was scheduled, until when it is held back.
    moment = models.DateTimeField(_("moment"), null=True)
    revision = models.ForeignKey(
        "articles.Revision", models.SET_NULL, null=True, blank=True, verbose_name=_("revision"),
        db_constraint=False,
    )  # fmt: skip
    # What was withdrawn in one act has one; so has the word of the shared cache that it dropped the page.
    takedown = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]
        permissions = [("export_auditentry", _("Can export the audit"))]
        indexes = [
            models.Index(fields=["takedown"], name="audit_takedown", condition=Q(takedown__isnull=False))
        ]

    def __str__(self):
        return f"{self.action} {self.article_label}"
