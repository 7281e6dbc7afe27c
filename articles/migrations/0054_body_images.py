"""Which pictures of the library stand in the texts of articles, and the trigger of what changes of them."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

triggers = import_module("articles.migrations.0046_page_triggers")

# The text itself bumps its pages; this is for a picture that is described, focused or filed anew.
FUNCTION = f"""
CREATE FUNCTION pages_body_picture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT a.id) INTO ids
    FROM articles_bodyimage u JOIN articles_article a ON a.id = u.article_id AND a.{triggers._SHOWN}
    WHERE u.image_id IN (
        SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE (n.file, n.url, n.caption, n.credit, n.alt, n.width, n.height, n.focal_x, n.focal_y, n.crops)
            IS DISTINCT FROM
            (o.file, o.url, o.caption, o.credit, o.alt, o.width, o.height, o.focal_x, o.focal_y, o.crops)
    );
    IF ids IS NOT NULL THEN
        PERFORM pages_bump_articles(ids);
    END IF;
    RETURN NULL;
END $$;
"""  # noqa: S608 — put together from our own text
TRIGGER = ("articles_image", "body_picture", ("UPDATE",), "pages_body_picture()")


class Migration(migrations.Migration):
    """Let pictures know the texts that they stand in."""

    dependencies = [("articles", "0053_sent_back_index")]

    operations = [
        migrations.CreateModel(
            name="BodyImage",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("credit", models.TextField(blank=True)),
                ("alt", models.TextField(blank=True)),
                ("article", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="body_images",
                    to="articles.article")),
                ("image", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="body_uses",
                    to="articles.image")),
            ],
            options={"verbose_name": "image in a text", "verbose_name_plural": "images in texts"},
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION pages_body_picture();"),
        migrations.RunSQL(triggers._create(*TRIGGER), triggers._drop(*TRIGGER)),
    ]  # fmt: skip
