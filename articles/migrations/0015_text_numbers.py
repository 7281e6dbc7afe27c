from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_copy_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="articlesearch",
            name="numbers",
            field=models.BinaryField(db_default=b"", default=b""),
        ),
    ]
