from django.db import migrations

from newsroom.arabic import fold

BATCH = 2000


def fold_words(apps, schema_editor):
    """Fold the words of the pictures there are, some at a time; safe to be begun again."""
    images = apps.get_model("articles", "Image").objects.using(schema_editor.connection.alias)
    after = 0
    while batch := list(images.filter(pk__gt=after).order_by("pk").only("caption", "credit", "alt")[:BATCH]):
        for image in batch:
            image.desk_key = fold(" ".join((image.caption, image.credit, image.alt)))
        images.bulk_update(batch, ["desk_key"])
        after = batch[-1].pk


class Migration(migrations.Migration):
    """Fill the key of the pictures that came before it."""

    atomic = False

    dependencies = [("articles", "0031_picture_words")]

    operations = [migrations.RunPython(fold_words, migrations.RunPython.noop)]
