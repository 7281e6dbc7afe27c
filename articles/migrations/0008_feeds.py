import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import articles.models.networks
from articles.permissions import MANAGING_EDITOR


def give_rights(apps, schema_editor):
    """Let managing editors keep feeds, as they keep sources."""
    from django.apps import apps as real_apps

    create_permissions(
        real_apps.get_app_config("articles"), verbosity=0, using=schema_editor.connection.alias
    )
    group = apps.get_model("auth", "Group").objects.get(name=MANAGING_EDITOR)
    rights = apps.get_model("auth", "Permission").objects
    group.permissions.add(*rights.filter(content_type__model__in=("feed", "feedrule")))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_batch_token"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="AllowedNetwork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "network",
                    models.CharField(
                        help_text="Like 10.1.2.0/24, or one address; a public one too, for a port of its own.",
                        max_length=60,
                        validators=[articles.models.networks.validate_network],
                        verbose_name="network",
                    ),
                ),
                (
                    "port",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Left empty: 80 and 443.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(65535),
                        ],
                        verbose_name="port",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "network that may be fetched from",
                "verbose_name_plural": "networks that may be fetched from",
                "ordering": ["network", "port"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("network", "port"), name="allowed_network_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=2000, unique=True, verbose_name="address of the feed")),
                ("is_active", models.BooleanField(default=True, verbose_name="fetched on schedule")),
                (
                    "interval",
                    models.PositiveIntegerField(
                        default=30,
                        help_text="From 5 to 1440, which is a day.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="minutes between fetches",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=10,
                        verbose_name="state of what comes",
                    ),
                ),
                (
                    "keywords",
                    models.TextField(
                        blank=True,
                        help_text="Separated by commas; each article gets them beside its own.",
                        verbose_name="keywords to add",
                    ),
                ),
                (
                    "fetch_images",
                    models.BooleanField(
                        default=False,
                        help_text="Keep files of our own of the pictures.",
                        verbose_name="fetch pictures",
                    ),
                ),
                ("etag", models.CharField(blank=True, editable=False, max_length=500)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=200)),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("known_rejects", models.JSONField(blank=True, default=list, editable=False)),
                ("moved_to", models.CharField(blank=True, editable=False, max_length=2000)),
                ("moved_seen", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "asked_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="waiting since"),
                ),
                (
                    "next_fetch_at",
                    models.DateTimeField(
                        db_index=True,
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="next fetch",
                    ),
                ),
                ("last_fetch_at", models.DateTimeField(editable=False, null=True, verbose_name="last fetch")),
                (
                    "last_success_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last successful fetch"),
                ),
                (
                    "last_new_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last new article"),
                ),
                (
                    "usual_gap",
                    models.DurationField(editable=False, null=True, verbose_name="time between new articles"),
                ),
                (
                    "last_status",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="last answer"),
                ),
                ("last_error", models.TextField(blank=True, editable=False, verbose_name="error")),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="failures in a row"),
                ),
                ("reads", models.PositiveIntegerField(default=0, editable=False, verbose_name="fetches")),
                (
                    "created",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="articles made"),
                ),
                (
                    "updated",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="articles updated"),
                ),
                ("rejected", models.PositiveIntegerField(default=0, editable=False, verbose_name="rejected")),
                (
                    "last_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.importbatch",
                        verbose_name="last batch",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        help_text="For articles that name none.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.section",
                        verbose_name="section",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="articles.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "feed of a source",
                "verbose_name_plural": "feeds of sources",
                "ordering": ["source__name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FeedRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("all", "headline, summary and body"),
                            ("headline", "headline"),
                            ("summary", "summary"),
                            ("body", "body"),
                        ],
                        default="all",
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                ("find", models.CharField(max_length=500, verbose_name="find")),
                ("replace", models.CharField(blank=True, max_length=500, verbose_name="replace with")),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="articles.feed"
                    ),
                ),
            ],
            options={
                "verbose_name": "find and replace",
                "verbose_name_plural": "find and replace",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImageFetch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "next_try_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, null=True, verbose_name="next try"
                    ),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures")),
                ("last_error", models.TextField(blank=True, verbose_name="error")),
                (
                    "image",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fetching",
                        to="articles.image",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture to fetch",
                "verbose_name_plural": "pictures to fetch",
            },
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("interval__gte", 5), ("interval__lte", 1440)),
                name="feed_interval_bounded",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "published"])), name="feed_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("find", ""), _negated=True), name="feed_rule_finds_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("field__in", ["all", "headline", "summary", "body"])),
                name="feed_rule_field_known",
            ),
        ),
        migrations.AddIndex(
            model_name="imagefetch",
            index=models.Index(
                models.F("next_try_at"),
                condition=models.Q(("next_try_at", None), _negated=True),
                name="image_fetch_due",
            ),
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
