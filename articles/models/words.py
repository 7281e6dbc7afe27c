"""Words that editors taught the analyser, and what each change of them moved (`articles.words`)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.arabic import Entry, fold


class WordKind(models.TextChoices):
    PLURAL = "plural", _("a singular and its plurals")
    SPELLING = "spelling", _("a spelling and its variants")


class WordEntry(models.Model):
    """One line of the analyser's tables: «حوت: حيتان» or «أمريكا: أميركا»."""

    kind = models.CharField(_("kind"), max_length=10, choices=WordKind, default=WordKind.PLURAL)
    head = models.CharField(
        _("word"), max_length=60, help_text=_("The singular, or the spelling that stands for the others.")
    )
    forms = models.CharField(
        _("its other forms"), max_length=500, help_text=_("Plurals, or other spellings, with spaces between.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    key = models.CharField(max_length=60, editable=False)

    class Meta:
        verbose_name = _("word of the analyser")
        verbose_name_plural = _("words of the analyser")
        ordering = ["key", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="word_entry_once")]

    def __str__(self):
        return f"{self.head}: {self.forms}"

    def save(self, *args, **kwargs):
        self.key = fold(self.head)
        super().save(*args, **kwargs)

    def as_entry(self) -> Entry:
        return Entry(self.head, tuple(self.forms.split()), is_spelling=self.kind == WordKind.SPELLING)


class WordAction(models.TextChoices):
    ADD = "add", _("word added")
    CHANGE = "change", _("word changed")
    DELETE = "delete", _("word deleted")


class WordChangeQuerySet(models.QuerySet):
    def unsettled(self):
        """Keep the changes that a row may still be written without, as by an import begun before them."""
        return self.filter(is_settled=False).order_by("pk")

    def waiting(self):
        """Keep the changes that rows have still to follow."""
        return self.unsettled().filter(is_followed=False)


class WordChange(models.Model):
    """Who changed the words, when, and which lexemes became which others; its number is a revision.

    Until it is settled, rows of an older revision that hold a lexeme of it are stale; until all rows followed
    it, queries ask for both.
    """

    action = models.CharField(_("action"), max_length=10, choices=WordAction)
    before = models.CharField(_("before"), max_length=700, blank=True)
    after = models.CharField(_("after"), max_length=700, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("by"))
    by_name = models.CharField(_("name"), max_length=200, blank=True)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    moved = models.JSONField(default=list)
    is_followed = models.BooleanField(default=False)
    is_settled = models.BooleanField(default=False)

    objects = WordChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the words")
        verbose_name_plural = _("changes of the words")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["id"], condition=models.Q(is_settled=False), name="word_change_unsettled")
        ]

    def __str__(self):
        return f"{self.before} ← {self.after}" if self.before and self.after else self.after or self.before
