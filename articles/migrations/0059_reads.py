"""What readers read, by the hour, and the ranking that pages show, with its trigger as in `0046_page_triggers`."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

triggers = import_module("articles.migrations.0046_page_triggers")

TRIGGER = (
    "articles_mostread", "ranked", triggers.ALL,
    "pages_named({})".format(triggers._quoted("period, position, article_id", "'most-read'", "true")),
)  # fmt: skip


def _article(name):
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name=name,
        to="articles.article",
    )  # fmt: skip


class Migration(migrations.Migration):
    """Sum what readers read, and keep what they read most."""

    dependencies = [("articles", "0058_fileless_picture_indexes")]

    operations = [
        migrations.CreateModel(
            name="ReadHour",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("reads", models.PositiveIntegerField()),
                ("article", _article("read_hours")),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=["hour", "article"], name="read_hour_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MostRead",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(
                    choices=[("day", "Last 24 hours"), ("week", "Last 7 days"), ("month", "Last 30 days")],
                    max_length=5)),
                ("position", models.PositiveIntegerField()),
                ("article", _article("most_read")),
            ],
            options={
                "ordering": ["period", "position"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=["period", "article"], name="most_read_once")
                ],
            },
        ),
        migrations.RunSQL(triggers._create(*TRIGGER), triggers._drop(*TRIGGER)),
    ]  # fmt: skip
