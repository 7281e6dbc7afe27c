from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PlannedUpdate(models.Model):
    """A version that a live article gets at a time; a job publishes it and takes the row away.

    It names the version of the moment of planning: what is saved later waits for its own publication.
    """

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="planned_update"
    )
    revision = models.ForeignKey("articles.Revision", models.CASCADE, related_name="+")
    at = models.DateTimeField(_("time"), db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    def __str__(self):
        return f"{self.article_id} → {self.at:%Y-%m-%d %H:%M}"
