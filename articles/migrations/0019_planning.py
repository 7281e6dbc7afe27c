import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0018_leaner_writes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what is asked")),
                ("details", models.TextField(blank=True, max_length=2000, verbose_name="details")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="assigned")),
                ("done_at", models.DateTimeField(editable=False, null=True, verbose_name="done")),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "permissions": [("assign_work", "Can give assignments to others")],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField(null=True, verbose_name="seen")),
            ],
            options={
                "verbose_name": "mention",
                "verbose_name_plural": "mentions",
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="note")),
                ("by_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlannedUpdate",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="planned_update",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
            ],
        ),
        migrations.AddField(
            model_name="article",
            name="breaking_until",
            field=models.DateTimeField(editable=False, null=True, verbose_name="breaking until"),
        ),
        migrations.AddField(
            model_name="article",
            name="embargo_until",
            field=models.DateTimeField(editable=False, null=True, verbose_name="embargo until"),
        ),
        migrations.AddField(
            model_name="article",
            name="moved_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last move"),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="moment",
            field=models.DateTimeField(null=True, verbose_name="moment"),
        ),
        migrations.AddField(
            model_name="assignment",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assignments",
                to="articles.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assigned by",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="to",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assignments",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assigned to",
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mentions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="note",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="articles.note"
            ),
        ),
        migrations.AddField(
            model_name="plannedupdate",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="plannedupdate",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.revision"
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["to", "due_at"], name="assignment_open"
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                models.F("person"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("seen_at__isnull", True)),
                name="mention_unseen",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(fields=("person", "note"), name="mention_once"),
        ),
    ]
