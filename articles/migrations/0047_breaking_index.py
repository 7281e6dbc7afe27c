from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Find at once when the next «عاجل» ends."""

    atomic = False

    dependencies = [("articles", "0046_page_triggers")]

    operations = [
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(
                fields=["breaking_until"], name="article_breaking",
                condition=models.Q(breaking_until__isnull=False),
            ),
        ),
    ]  # fmt: skip
