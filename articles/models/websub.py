from django.db import models


class HubProgress(models.Model):
    """How far the hub was told of what feeds hold: one row, locked by who tells it."""

    # The last fold of page versions that it knows of, and the moment up to which it knows what came out.
    epoch = models.BigIntegerField(default=0)
    until = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()  # nobody sees it at the desk

    def __str__(self):
        return str(self.epoch)
