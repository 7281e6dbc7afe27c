from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="gender",
            field=models.CharField(
                blank=True,
                choices=[("", "not told"), ("he", "masculine"), ("she", "feminine")],
                help_text="Arabic verbs have a gender; without one the story tells acts in the passive.",
                max_length=3,
                verbose_name="form of address",
            ),
        ),
    ]
