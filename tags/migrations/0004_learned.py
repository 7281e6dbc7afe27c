from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tags", "0003_merges")]

    operations = [
        migrations.AddField("keyword", "seen", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField("keyword", "chosen", models.PositiveIntegerField(default=0, editable=False)),
    ]
