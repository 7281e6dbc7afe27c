import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the picture of a topic file from being deleted, as those of articles."""

    dependencies = [("articles", "0054_body_images")]

    operations = [
        migrations.AlterField(
            model_name="topic",
            name="picture",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="topics",
                to="articles.image", verbose_name="picture",
            ),
        )
    ]  # fmt: skip
