from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BulkState(models.TextChoices):
    CHOSEN = "chosen", _("not told yet what to do")
    JUDGING = "judging", _("being looked at")
    READY = "ready", _("waits for your word")
    RUNNING = "running", pgettext_lazy("change of many", "running")
    FINISHED = "finished", pgettext_lazy("change of many", "finished")
    UNDOING = "undoing", pgettext_lazy("change of many", "being undone")
    UNDONE = "undone", pgettext_lazy("change of many", "undone")


class Forecast(models.TextChoices):
    """What a change of many would do to one article, as its preview says."""

    READY = "ready", _("will change")
    WARNED = "warned", _("will change, once you confirm the warnings")
    UNCHANGED = "unchanged", _("is so already")
    REFUSED = "refused", _("refused")


class BulkOutcome(models.TextChoices):
    DONE = "done", _("done")
    UNCHANGED = "unchanged", _("was so already")
    REFUSED = "refused", _("refused")


class BulkUndo(models.TextChoices):
    UNDONE = "undone", _("brought back")
    KEPT = "kept", _("could not be brought back")


class BulkRun(models.Model):
    """One change of many articles: who asked for what, what came of it, and whether it was undone.

    `given` holds what the act asks for: {"section", "keywords", "note", "to_readers"}; `counts` the number
    of articles of each forecast, outcome and undo, as of the end of each step.
    """

    act = models.CharField(_("change"), max_length=20)
    given = models.JSONField(default=dict)
    takes_warnings = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=BulkState, default=BulkState.CHOSEN)
    total = models.PositiveIntegerField(_("articles"), default=0)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=200, blank=True)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    # The last sign of life of the step that it is in.
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(_("finished"), null=True)
    error = models.TextField(blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("change of many", "undone by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("change of many")
        verbose_name_plural = _("changes of many")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["by", "-id"], name="bulk_by_person")]

    def __str__(self):
        return f"{self.pk}"

    @property
    def is_live(self) -> bool:
        """Say whether a step goes on by itself."""
        return not self.error and self.state in (BulkState.JUDGING, BulkState.RUNNING, BulkState.UNDOING)


class BulkItem(models.Model):
    """One article of a change of many: what was foreseen, what came of it, and what an undo needs.

    `before` holds what it was: {"status", "revision", "live", "at"}. `audit` is the number of the last
    entry of its audit that the change wrote: a later one is of somebody who touched it since.
    """

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items", db_index=False)
    # It outlives the article, whose name it keeps.
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    label = models.TextField(blank=True)
    forecast = models.CharField(max_length=10, choices=Forecast, blank=True)
    outcome = models.CharField(max_length=10, choices=BulkOutcome, blank=True)
    undo = models.CharField(max_length=10, choices=BulkUndo, blank=True)
    # Why, of the last of the three.
    reason = models.TextField(blank=True)
    # The warnings that the preview showed.
    digest = models.CharField(max_length=16, blank=True)
    before = models.JSONField(default=dict)
    audit = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["run", "id"], name="bulk_item_of_run")]

    def __str__(self):
        return self.label
