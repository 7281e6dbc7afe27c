from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Let the desk find the few drafts that were sent back among a whole archive of drafts."""

    atomic = False

    dependencies = [("articles", "0052_crops")]

    operations = [
        AddIndexConcurrently(
            "article",
            models.Index(
                F("modified_at").desc(),
                F("id").desc(),
                name="article_sent_back",
                condition=Q(status="draft", moved_at__isnull=False),
            ),
        )
    ]
