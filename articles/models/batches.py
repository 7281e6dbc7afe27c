from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.encoding import LetterEncoder


class BatchState(models.TextChoices):
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    INTERRUPTED = "interrupted", _("interrupted")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


_MARKS = """
SELECT (SELECT max(id) FROM tags_keyword), (SELECT max(id) FROM articles_source),
       (SELECT max(id) FROM articles_section), (SELECT max(id) FROM articles_author),
       (SELECT max(id) FROM articles_image)
"""

# A run says that it lives after each chunk; one that has been silent for so long was killed.
SILENCE = timedelta(minutes=5)


class ImportBatch(models.Model):
    """One run of an import: who, when, from what, and what came of it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=BatchState, default=BatchState.RUNNING)
    paths = models.JSONField(_("files"), default=list)
    options = models.JSONField(_("options"), default=dict)
    counts = models.JSONField(_("counts"), default=dict)
    # One form of the desk makes one batch, however often its button is pressed.
    token = models.UUIDField(null=True, unique=True, editable=False)
    # The last sign of life of the run, or of the undo.
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    # The highest numbers of things with names when it began: what it made itself is above them.
    marks = models.JSONField(default=dict, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    # Progress, and the account at the end: {"total", "done", "removed", "kept_touched", …, "error"}.
    undo_counts = models.JSONField(_("account of the undo"), default=dict)

    class Meta:
        verbose_name = _("import batch")
        verbose_name_plural = _("import batches")
        ordering = ["-pk"]
        permissions = [("run_import", _("Can import articles"))]

    def __str__(self):
        return f"{self.pk}"

    def save(self, *args, **kwargs):
        if self._state.adding and not self.marks:
            self.marks = _newest_numbers()
        super().save(*args, **kwargs)

    def beat(self, counts: dict[str, Any]) -> None:
        """Show the counts so far while the run goes on."""
        self.counts, self.heartbeat_at = counts, timezone.now()
        self.save(update_fields=["counts", "heartbeat_at"])

    @property
    def is_stopped(self) -> bool:
        """A killed run could not say that it ended."""
        last = max(filter(None, (self.heartbeat_at, self.started_at)))
        return self.state == BatchState.RUNNING and timezone.now() - last > SILENCE


def _newest_numbers() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        names = ("keyword", "source", "section", "author", "image")
        return {name: number or 0 for name, number in zip(names, cursor.fetchone(), strict=True)}


class Outcome(models.TextChoices):
    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    CONFLICT = "conflict", _("conflict")
    REJECTED = "rejected", _("rejected")


class Undone(models.TextChoices):
    """What an undo did to one item, or why it left it."""

    REMOVED = "removed", _("article removed")
    RESTORED = "restored", _("version before restored")
    DROPPED = "dropped", _("waiting text dropped")
    TOUCHED = "touched", _("kept: a person worked on it")
    LATER = "later", _("kept: a later batch brought it too")
    RIGHTS = "rights", _("kept: its state needs a right that was missing")
    GONE = "gone", _("the article was gone already")
    UNKNOWN = "unknown", _("kept: the version before it is not known")


class ImportItem(models.Model):
    """What became of one record of a batch.

    A page keeps its raw text and the fate of each line; a row format keeps file, position and
    checksum, since its first revision is the imported record itself. A reject keeps its record.
    """

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="items", verbose_name=_("batch"), db_index=False
    )
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, related_name="import_items", verbose_name=_("article")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    reason = models.TextField(_("reason"), blank=True)
    file = models.TextField(_("file"), blank=True)
    position = models.PositiveBigIntegerField(_("position"), default=0)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True)
    page = models.ForeignKey(
        "articles.ImportedPage", models.PROTECT, null=True, related_name="items", verbose_name=_("page")
    )
    record = models.JSONField(_("record"), null=True, blank=True, encoder=LetterEncoder)
    # The number of the revision that it wrote to its article; a foreign key would slow every import.
    revision_number = models.PositiveIntegerField(_("version"), null=True, editable=False)
    undone = models.CharField(
        _("undo"), max_length=10, choices=Undone, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        verbose_name = _("import item")
        verbose_name_plural = _("import items")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="item_outcome_known")
        ]
        indexes = [models.Index(fields=["batch", "outcome", "id"], name="item_by_outcome")]

    def __str__(self):
        return f"{self.file}:{self.position}"


class ImportedPage(models.Model):
    """The raw text of an imported page and what each of its lines was taken for.

    `fates` is a list of {"line": int, "role": str, "article": int or null}, lines counted from 1.
    """

    checksum = models.CharField(_("checksum"), max_length=64, unique=True)
    file = models.TextField(_("file"), blank=True)
    text = models.TextField(_("raw text"))
    fates = models.JSONField(_("fate of each line"), default=list, encoder=LetterEncoder)

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")

    def __str__(self):
        return self.file
