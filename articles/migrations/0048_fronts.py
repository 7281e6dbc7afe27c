import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Keep front pages as editors lay them out."""

    dependencies = [("articles", "0047_breaking_index")]

    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.auditentry",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrangements",
                        to="articles.section",
                        verbose_name="section",
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slot",
                    models.CharField(
                        choices=[("lead", "Lead"), ("second", "Second row"), ("box", "Boxes")],
                        max_length=10,
                        verbose_name="slot",
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("from_at", models.DateTimeField(null=True, verbose_name="from")),
                ("until_at", models.DateTimeField(null=True, verbose_name="until")),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="articles.arrangement",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="articles.article",
                    ),
                ),
            ],
            options={"ordering": ["position", "pk"], "default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.UniqueConstraint(
                fields=["section", "number"],
                name="arrangement_number_once",
                nulls_distinct=False,
                condition=Q(number__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=Q(slot__in=["lead", "second", "box"]), name="placement_slot_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=Q(from_at=None) | Q(until_at=None) | Q(until_at__gt=F("from_at")),
                name="placement_ends_after_it_begins",
            ),
        ),
    ]
