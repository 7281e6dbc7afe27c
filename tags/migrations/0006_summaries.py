import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what the pages of keywords tell of all their articles."""

    dependencies = [("tags", "0005_pairs")]

    operations = [
        migrations.CreateModel(
            "KeywordSummary",
            [
                ("keyword", models.BigIntegerField(primary_key=True, serialize=False)),
                ("related", django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), size=None)),
                ("months", models.JSONField()),
                ("has_more_uses", models.BooleanField()),
                ("version", models.BigIntegerField()),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
    ]
