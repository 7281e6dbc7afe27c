from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from newsroom.naming import NAME_LENGTH, Alias, Named, named_constraints
from tags.querysets import KeywordQuerySet


class Keyword(Named, TagBase):
    """A subject of articles, unique by folded key; multi-word names stay whole."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    slug = models.CharField(_("slug"), max_length=NAME_LENGTH, unique=True, blank=True)
    description = models.TextField(_("description"), blank=True)

    objects = KeywordQuerySet.as_manager()

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
        ordering = ["name"]
        constraints = named_constraints("keyword")


class KeywordAlias(Alias):
    """Another spelling that a person decided is the same keyword."""

    target = models.ForeignKey(
        Keyword, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("keyword")
    )

    class Meta:
        verbose_name = _("keyword alias")
        verbose_name_plural = _("keyword aliases")
        ordering = ["name"]
