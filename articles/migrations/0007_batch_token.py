from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_gin_pending")]

    operations = [
        migrations.AddField("importbatch", "token", models.UUIDField(null=True, unique=True, editable=False)),
    ]
