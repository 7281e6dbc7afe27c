import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep who takes our news by machine, and the digest of their key."""

    dependencies = [
        ("articles", "0060_flat_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "text",
                    models.CharField(
                        choices=[
                            ("excerpt", "excerpt with link"),
                            ("own", "full text of our own, excerpts of other sources"),
                            ("all", "full text wherever its source lets us print it"),
                        ],
                        default="excerpt",
                        help_text="Where a source allows an excerpt only, nobody gets more.",
                        max_length=10,
                        verbose_name="texts",
                    ),
                ),
                (
                    "per_minute",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="requests a minute",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("key_digest", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("key_ending", models.CharField(blank=True, editable=False, max_length=4)),
                ("key_made_at", models.DateTimeField(editable=False, null=True, verbose_name="key made")),
                ("asked_at", models.DateTimeField(editable=False, null=True, verbose_name="last asked")),
                ("window_at", models.DateTimeField(editable=False, null=True)),
                ("requests", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "sections",
                    models.ManyToManyField(
                        blank=True,
                        help_text="With their sub-sections; left empty: all.",
                        related_name="+",
                        to="articles.section",
                        verbose_name="sections",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__in", ["excerpt", "own", "all"])), name="partner_text_known"
                    )
                ],
            },
        ),
    ]
