from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsroom.addresses import path_to
from newsroom.naming import NAME_LENGTH, Alias, Named, NamedQuerySet, named_constraints


class FlatPageQuerySet(NamedQuerySet):
    def published(self):
        return self.filter(is_published=True)


class FlatPage(Named):
    """A page of the house itself: «من نحن», «اتصل بنا», «سياسة الخصوصية».

    `version` counts the saves of its words, so that none is saved over one that its editor never saw.
    """

    body = models.TextField(_("Body"), blank=True)
    position = models.PositiveIntegerField(
        _("place in the footer"), null=True, blank=True,
        help_text=_("The smaller number stands first; empty: the footer does not name the page."),
    )  # fmt: skip
    is_published = models.BooleanField(
        pgettext_lazy("page", "published"), default=False,
        help_text=_("Until then the desk alone sees the page, and its address answers that there is none."),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("last update"), default=timezone.now, editable=False)

    objects = FlatPageQuerySet.as_manager()

    # What `body_for_readers` asks of an article.
    language = settings.LANGUAGE_CODE

    class Meta:
        verbose_name = _("page of the house")
        verbose_name_plural = _("pages of the house")
        ordering = [models.F("position").asc(nulls_last=True), "pk"]
        default_permissions = ()
        constraints = named_constraints("flat_page")

    def get_absolute_url(self):
        return path_to("flat-page", self.slug)

    @property
    def words(self) -> tuple[str, str]:
        """Give what versions keep."""
        return self.name, self.body


class FlatPageAlias(Alias):
    """An old address of a page."""

    target = models.ForeignKey(FlatPage, models.CASCADE, related_name="aliases", verbose_name=_("page"))

    class Meta:
        verbose_name = _("old address of a page")
        verbose_name_plural = _("old addresses of pages")
        default_permissions = ()


class FlatPageVersion(models.Model):
    """The words of a page as somebody saved them; without a number they were saved over newer ones."""

    page = models.ForeignKey(FlatPage, models.CASCADE, related_name="versions", verbose_name=_("page"))
    number = models.PositiveIntegerField(null=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    body = models.TextField(_("Body"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="flat_page_number_once")]

    def __str__(self):
        return f"{self.page_id} {self.number}"
