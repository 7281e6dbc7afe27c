from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.addresses import path_to
from newsroom.naming import Alias, Named, NamedQuerySet, named_constraints


class Author(Named):
    """A person whom bylines name; the printed byline stays on the article."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("user")
    )
    biography = models.TextField(_("biography"), blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]
        constraints = named_constraints("author")

    def get_absolute_url(self):
        return path_to("author", self.slug)


class AuthorAlias(Alias):
    target = models.ForeignKey(Author, models.CASCADE, related_name="aliases", verbose_name=_("author"))

    class Meta:
        verbose_name = _("other name of an author")
        verbose_name_plural = _("other names of authors")


class ArticleAuthor(models.Model):
    article = models.ForeignKey("articles.Article", models.CASCADE, db_index=False)
    author = models.ForeignKey(Author, models.CASCADE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="article_author_once")]

    def __str__(self):
        return str(self.author)
