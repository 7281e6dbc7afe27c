from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase

from tags.models import Keyword


class ArticleKeyword(ItemBase):
    """A keyword of an article, in the order the editor gave."""

    # The indexes below begin with these.
    content_object = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="article_keywords", db_index=False
    )
    tag = models.ForeignKey(Keyword, models.CASCADE, related_name="article_keywords", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    # Of the article; triggers keep it.
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("keyword of an article")
        verbose_name_plural = _("keywords of articles")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="article_keyword_once"),
        ]
        indexes = [
            models.Index(fields=["tag", "-content_object"], name="article_keyword_by_tag"),
            models.Index(fields=["tag", "-published_at", "-content_object"], name="article_keyword_newest"),
        ]
