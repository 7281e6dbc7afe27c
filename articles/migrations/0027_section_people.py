from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0026_search_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="section",
            name="people",
            field=models.ManyToManyField(
                blank=True,
                help_text="Whoever works in some sections is kept to these; whoever is in none is not.",
                related_name="sections",
                to=settings.AUTH_USER_MODEL,
                verbose_name="people",
            ),
        ),
    ]
