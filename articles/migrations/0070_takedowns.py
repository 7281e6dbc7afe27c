from django.db import migrations, models


class Migration(migrations.Migration):
    """Let the audit say which acts were one takedown."""

    dependencies = [("articles", "0069_newsletter_trigger")]

    operations = [
        migrations.AddField("auditentry", "takedown", models.UUIDField(editable=False, null=True)),
    ]
