from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Find pictures elsewhere, and those known by their words only, among a million with files."""

    atomic = False
    dependencies = [("articles", "0057_known_pending_images")]

    operations = [
        AddIndexConcurrently(
            "image",
            models.Index("id", name="image_elsewhere", condition=models.Q(file="") & ~models.Q(url="")),
        ),
        AddIndexConcurrently(
            "image",
            models.Index("id", name="image_words_only", condition=models.Q(file="", url="")),
        ),
    ]
