from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

QUERY_LENGTH = 1000


class SavedView(models.Model):
    """A list of the desk as somebody narrowed and ordered it, under a name; their own, or the newsroom's.

    `page` names the model of the list, `query` holds filters and words as in the address, `order` the
    columns by name, since not everybody has the same ones: «-publication,last_change».
    """

    name = models.CharField(_("name"), max_length=80)
    page = models.CharField(max_length=80, editable=False)
    query = models.CharField(max_length=QUERY_LENGTH, blank=True, editable=False)
    order = models.CharField(max_length=200, blank=True, editable=False)
    is_shared = models.BooleanField(_("shared with the newsroom"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("by"),
    )  # fmt: skip
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page", "name"], name="saved_view_shared_once", condition=Q(is_shared=True),
                violation_error_message=_("The newsroom has a view of this name already."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["page", "name"], name="saved_view_of_page")]

    def __str__(self):
        return self.name


class DefaultView(models.Model):
    """The view with which a list opens for a person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=80)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="defaults")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "page"], name="default_view_once")]

    def __str__(self):
        return f"{self.page} {self.view_id}"
