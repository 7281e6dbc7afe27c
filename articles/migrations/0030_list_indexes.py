from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Let the desk's list find what is in conflict, and what waits for readers, without the whole archive."""

    atomic = False

    dependencies = [("articles", "0029_bulk_and_views")]

    operations = [
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(
                F("modified_at").desc(), F("id").desc(), name="article_in_conflict",
                condition=Q(has_conflict=True),
            ),
        ),
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(
                F("modified_at").desc(), F("id").desc(), name="article_changed",
                condition=Q(live_revision__isnull=False) & ~Q(live_revision=F("latest_revision")),
            ),
        ),
    ]  # fmt: skip
