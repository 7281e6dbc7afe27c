from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_groups")]

    operations = [
        migrations.AddField("importbatch", "token", models.UUIDField(null=True, unique=True, editable=False)),
    ]
