from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the versions of what pages show."""

    dependencies = [("articles", "0035_picture_digests")]

    operations = [
        migrations.CreateModel(
            name="PageBump",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="PageVersion",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("epoch", models.BigIntegerField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
        # Read whole by every process, twice a second: what was counted must not lie about in it.
        migrations.RunSQL(
            "ALTER TABLE articles_pagebump SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)",
            "ALTER TABLE articles_pagebump RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)",
        ),
    ]
