from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    """What the first page of the desk asks for; the table of articles is in use while they are built."""

    atomic = False
    dependencies = [("articles", "0019_planning")]

    operations = [
        AddIndexConcurrently(
            "article",
            models.Index(
                Coalesce("moved_at", "created_at"),
                F("id"),
                condition=Q(status="in_review"),
                name="article_to_review",
            ),
        ),
        AddIndexConcurrently(
            "article",
            models.Index(
                F("modified_at").desc(), F("id").desc(), condition=~Q(needs=[]), name="article_incomplete"
            ),
        ),
        AddIndexConcurrently(
            "article",
            models.Index(
                fields=["embargo_until"], condition=Q(embargo_until__isnull=False), name="article_embargo"
            ),
        ),
    ]
