import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0028_audit_export"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("newsroom", "0003_people_and_trust"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("nonce", models.CharField(editable=False, max_length=32)),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="invited")),
                ("expires_at", models.DateTimeField(editable=False, verbose_name="holds until")),
                ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="sent")),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("taken_at", models.DateTimeField(editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
                ("groups", models.ManyToManyField(blank=True, to="auth.group", verbose_name="groups")),
                (
                    "person",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invitation",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "sections",
                    models.ManyToManyField(blank=True, to="articles.section", verbose_name="sections"),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-pk"],
            },
        ),
    ]
