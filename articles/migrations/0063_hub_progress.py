from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep how far the hub was told of what feeds hold."""

    dependencies = [("articles", "0062_partner_rights")]

    operations = [
        migrations.CreateModel(
            name="HubProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("epoch", models.BigIntegerField(default=0)),
                ("until", models.DateTimeField()),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("try_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
