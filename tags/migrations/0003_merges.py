import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
STATES = {
    "merging": "being merged",
    "merged": "merged",
    "undoing": "being undone",
    "undone": "merge undone",
}


def merge_of(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=name, to="tags.keywordmerge"
    )


def person(verbose_name, **kwargs):
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        to=settings.AUTH_USER_MODEL,
        verbose_name=verbose_name,
        **kwargs,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tags", "0002_stems"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            "keyword",
            {
                "ordering": ["name"],
                "permissions": [("merge_keyword", "Can merge keywords")],
                "verbose_name": "keyword",
                "verbose_name_plural": "keywords",
            },
        ),
        migrations.CreateModel(
            "KeywordMerge",
            [
                ("id", ID),
                ("keeper", models.BigIntegerField(db_index=True)),
                ("keeper_name", models.CharField(max_length=200, verbose_name="keyword that stays")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                (
                    "state",
                    models.CharField(
                        choices=list(STATES.items()), default="merging", max_length=10, verbose_name="state"
                    ),
                ),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("heartbeat_at", models.DateTimeField(editable=False, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="merge undone")),
                ("by", person("by")),
                ("undone_by", person("merge undone by", related_name="+")),
            ],
            {
                "verbose_name": "merge of keywords",
                "verbose_name_plural": "merges of keywords",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", list(STATES))), name="keyword_merge_state_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "MergedKeyword",
            [
                ("id", ID.clone()),
                ("keyword", models.BigIntegerField(db_index=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("key", models.CharField(max_length=200)),
                ("slug", models.CharField(max_length=200, verbose_name="slug")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("aliases", models.JSONField(default=list)),
                ("merge", merge_of("merged")),
            ],
            {
                "verbose_name": "merged keyword",
                "verbose_name_plural": "merged keywords",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            "KeywordMove",
            [
                ("id", ID.clone()),
                ("article", models.BigIntegerField()),
                ("keyword", models.BigIntegerField()),
                ("row", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                ("revision", models.BigIntegerField(null=True)),
                ("merge", merge_of("moves")),
            ],
            {
                "verbose_name": "moved keyword of an article",
                "verbose_name_plural": "moved keywords of articles",
                "indexes": [models.Index(fields=["merge", "article"], name="keyword_move_by_article")],
            },
        ),
    ]
