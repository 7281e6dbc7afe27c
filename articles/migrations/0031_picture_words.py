from django.db import migrations, models


class Migration(migrations.Migration):
    """Give each picture the folded key that the library is searched by."""

    dependencies = [("articles", "0030_list_indexes")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="desk_key",
            field=models.TextField(blank=True, default="", editable=False),
        ),
    ]
