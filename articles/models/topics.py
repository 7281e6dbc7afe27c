from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.addresses import path_to
from newsroom.naming import Alias, Named, NamedQuerySet, named_constraints


class TopicQuerySet(NamedQuerySet):
    def published(self):
        return self.filter(is_published=True)


class Topic(Named):
    """A file of articles on one matter, chosen and ordered by editors: «ملف: حصاد العام».

    `version` counts the orders of its articles, so that none is saved over one that its editor never saw.
    """

    introduction = models.TextField(_("introduction"), blank=True)
    picture = models.ForeignKey(
        "articles.Image", models.PROTECT, null=True, blank=True, related_name="topics",
        verbose_name=_("picture"),
    )  # fmt: skip
    is_published = models.BooleanField(
        _("published"), default=False,
        help_text=_("Until then the desk alone sees the file, and its address answers that there is none."),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic file")
        verbose_name_plural = _("topic files")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = named_constraints("topic")

    def get_absolute_url(self):
        return path_to("topic", self.slug)


class TopicAlias(Alias):
    """Another name, or an old address, of a topic file."""

    target = models.ForeignKey(Topic, models.CASCADE, related_name="aliases", verbose_name=_("topic file"))

    class Meta:
        verbose_name = _("other name of a topic file")
        verbose_name_plural = _("other names of topic files")
        default_permissions = ()


class TopicEntry(models.Model):
    """One article in its place in a topic file."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="entries", db_index=False)
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="topic_entries")
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "position"], name="topic_position_once"),
            models.UniqueConstraint(fields=["topic", "article"], name="topic_article_once"),
        ]

    def __str__(self):
        return f"{self.topic_id} {self.position}"
