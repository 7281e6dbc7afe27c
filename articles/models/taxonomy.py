from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsroom.addresses import path_to
from newsroom.naming import Alias, Named, NamedQuerySet, named_constraints


class SectionQuerySet(NamedQuerySet):
    def for_menu(self):
        """List the sections an editor placed in the menu, parents before children."""
        return self.filter(in_menu=True).order_by("position", "pk")


class Section(Named):
    """A part of the site, ordered, under one parent at most."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    # A section made by an import waits for an editor to place it (DESIGN 2.13).
    in_menu = models.BooleanField(_("in the menu"), default=False)
    description = models.TextField(_("description"), blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="sections", blank=True, verbose_name=_("people"),
        help_text=_("Whoever works in some sections is kept to these; whoever is in none is not."),
    )  # fmt: skip

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]
        constraints = [
            *named_constraints("section"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="section_not_own_parent"
            ),
        ]

    def get_absolute_url(self):
        return path_to("section", self.slug)


class SectionAlias(Alias):
    target = models.ForeignKey(Section, models.CASCADE, related_name="aliases", verbose_name=_("section"))

    class Meta:
        verbose_name = _("other name of a section")
        verbose_name_plural = _("other names of sections")


class SourceKind(models.TextChoices):
    AGENCY = "agency", _("agency")
    OUTLET = "outlet", _("outlet")
    OWN = "own", _("our own newsroom")


class Rights(models.TextChoices):
    FULL = "full", _("full text")
    EXCERPT = "excerpt", _("excerpt with link")
    NONE = "none", _("none")


class Canonical(models.TextChoices):
    ORIGINAL = "original", _("the original")
    OURS = "ours", _("our page")


class Source(Named):
    """Who first published a text, and what it allows us to publish."""

    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind, default=SourceKind.OUTLET)
    homepage = models.URLField(_("home page"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    rights = models.CharField(_("publication rights"), max_length=10, choices=Rights, default=Rights.FULL)
    rights_end = models.DateField(
        _("end of use"),
        null=True,
        blank=True,
        help_text=_("After this day its texts and pictures are not public."),
    )
    canonical = models.CharField(
        _("canonical address"), max_length=10, choices=Canonical, default=Canonical.OURS
    )
    in_menu = models.BooleanField(_("listed on the site"), default=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [
            *named_constraints("source"),
            models.CheckConstraint(condition=Q(kind__in=SourceKind.values), name="source_kind_known"),
            models.CheckConstraint(condition=Q(rights__in=Rights.values), name="source_rights_known"),
            models.CheckConstraint(
                condition=Q(canonical__in=Canonical.values), name="source_canonical_known"
            ),
        ]

    def get_absolute_url(self):
        return path_to("source", self.slug)


class SourceAlias(Alias):
    """Another printed name of a source: «الجزيرة نت» → «الجزيرة»."""

    target = models.ForeignKey(Source, models.CASCADE, related_name="aliases", verbose_name=_("source"))

    class Meta:
        verbose_name = _("other name of a source")
        verbose_name_plural = _("other names of sources")
