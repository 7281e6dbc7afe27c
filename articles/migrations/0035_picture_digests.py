from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Let an upload find the same picture."""

    atomic = False

    dependencies = [("articles", "0034_picture_uploads")]

    operations = [
        AddIndexConcurrently(
            model_name="image",
            index=models.Index("digest", name="image_digest", condition=~Q(digest="")),
        ),
    ]
