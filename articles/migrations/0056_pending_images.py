import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let pictures know the texts that wait to be rows and name them."""

    dependencies = [("articles", "0055_protect_topic_pictures")]

    operations = [
        migrations.CreateModel(
            name="PendingImage",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.CASCADE, related_name="pending_images",
                    to="articles.article")),
                ("autosave", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.CASCADE, related_name="pending_images",
                    to="articles.autosave")),
                ("image", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="pending_uses",
                    to="articles.image")),
            ],
            options={
                "verbose_name": "image in a text that waits",
                "verbose_name_plural": "images in texts that wait",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("article__isnull", True), ("autosave__isnull", True), _connector="XOR"
                        ),
                        name="pending_image_of_one_text",
                    )
                ],
            },
        ),
    ]  # fmt: skip
