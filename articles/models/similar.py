from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SimilarList(models.Model):
    """The articles about the same thing, the most alike first, as a job computed them.

    A row without a time waits for the job; an article without a row is computed when its page is asked for.
    """

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="similar_list"
    )
    targets = ArrayField(models.BigIntegerField(), default=list)
    scores = ArrayField(models.FloatField(), default=list)
    computed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("article", name="similar_due", condition=Q(computed_at__isnull=True))]

    def __str__(self):
        return str(self.article_id)


class SimilarProgress(models.Model):
    """How far the job came: articles up to this one have a list, or had one when they were looked at."""

    last_article = models.BigIntegerField(default=0)

    def __str__(self):
        return str(self.last_article)


class SimilarChoice(models.Model):
    """What an editor said of a suggestion: always shown, or never."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="similar_choices")
    target = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    is_pinned = models.BooleanField(_("pinned"))
    at = models.DateTimeField(_("at"), auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("choice of a similar article")
        verbose_name_plural = _("choices of similar articles")
        constraints = [
            models.UniqueConstraint(fields=["article", "target"], name="similar_choice_pair"),
            models.CheckConstraint(condition=~Q(article=F("target")), name="similar_choice_of_another"),
        ]

    def __str__(self):
        return f"{self.article_id} {'+' if self.is_pinned else '-'} {self.target_id}"
