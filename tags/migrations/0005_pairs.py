import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = {
    "stems": "same stems",
    "spelling": "almost the same spelling",
    "together": "always together",
}


class Migration(migrations.Migration):
    dependencies = [
        ("tags", "0004_learned"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "KeywordPair",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("one", models.BigIntegerField()),
                ("other", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(choices=list(KINDS.items()), max_length=10, verbose_name="kind"),
                ),
                ("score", models.FloatField(verbose_name="likeness")),
                ("together", models.PositiveIntegerField(default=0, verbose_name="articles with both")),
                ("is_distinct", models.BooleanField(default=False, verbose_name="not one")),
                ("decided_at", models.DateTimeField(null=True)),
                ("run", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            {
                "verbose_name": "probable duplicate",
                "verbose_name_plural": "probable duplicates",
                "ordering": ["-score", "pk"],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("score"), descending=True),
                        models.F("id"),
                        condition=models.Q(("is_distinct", False)),
                        name="keyword_pair_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="keyword_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="keyword_pair_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", list(KINDS))), name="keyword_pair_kind_known"
                    ),
                ],
            },
        ),
    ]
