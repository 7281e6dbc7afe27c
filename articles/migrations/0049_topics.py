import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep topic files, their other names, and their articles in order."""

    dependencies = [
        ("articles", "0048_fronts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "key",
                    models.CharField(editable=False, max_length=200, unique=True, verbose_name="folded name"),
                ),
                ("slug", models.CharField(blank=True, max_length=200, unique=True, verbose_name="slug")),
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
                (
                    "is_published",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "Until then the desk alone sees the file, and its address answers that there is none."
                        ),
                        verbose_name="published",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="topics",
                        to="articles.image",
                        verbose_name="picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic file",
                "verbose_name_plural": "topic files",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TopicAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "key",
                    models.CharField(editable=False, max_length=200, unique=True, verbose_name="folded name"),
                ),
                ("slug", models.CharField(blank=True, db_index=True, max_length=200, verbose_name="slug")),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="articles.topic",
                        verbose_name="topic file",
                    ),
                ),
            ],
            options={
                "verbose_name": "other name of a topic file",
                "verbose_name_plural": "other names of topic files",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TopicEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topic_entries",
                        to="articles.article",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="articles.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="topic_key_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True), name="topic_slug_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="topicentry",
            constraint=models.UniqueConstraint(fields=("topic", "position"), name="topic_position_once"),
        ),
        migrations.AddConstraint(
            model_name="topicentry",
            constraint=models.UniqueConstraint(fields=("topic", "article"), name="topic_article_once"),
        ),
    ]
