from django.db import models


class PageBump(models.Model):
    """One change of what pages show under a surrogate key, written by triggers in the writer's transaction.

    Rows are added only, so writers never wait for each other; `articles.caching.versions.fold` counts
    them into `PageVersion`.
    """

    key = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()  # nobody sees it at the desk

    def __str__(self):
        return self.key


class PageVersion(models.Model):
    """How many changes of a key were counted, and by which fold the last of them was."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.BigIntegerField()
    epoch = models.BigIntegerField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.key}:{self.number}"
