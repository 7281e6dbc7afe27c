from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.encoding import LetterEncoder


class Autosave(models.Model):
    """What a person typed into one open form and has not saved: no version, and no row follows it.

    The `pen` is the form as opened once, so two windows of a person never overwrite each other;
    `turn` grows with each sending, so a late one never overwrites a newer. `fields` are those of the
    form as typed, wrong ones too. A form that was saved leaves its row closed and empty for a while:
    what was on its way meanwhile would else come back as unsaved.
    """

    pen = models.UUIDField(unique=True)
    turn = models.BigIntegerField()
    # What was typed outlives the article and the account.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    article = models.ForeignKey("articles.Article", models.SET_NULL, null=True, related_name="autosaves")
    fields = models.JSONField(default=list, encoder=LetterEncoder)
    # The version in the history that keeps it, once somebody took over or put it aside.
    revision = models.ForeignKey(
        "articles.Revision", models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    is_closed = models.BooleanField(default=False)
    saved_at = models.DateTimeField(_("time"), auto_now=True)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        ordering = ["-saved_at"]

    def __str__(self):
        return f"{self.by} {self.saved_at:%Y-%m-%d %H:%M}"


class Presence(models.Model):
    """A form of an article that is open now; `held_at` is when it took the text, if it did."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    pen = models.UUIDField(unique=True)
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")

    def __str__(self):
        return f"{self.by} {self.seen_at:%H:%M:%S}"
