"""What is cut of a picture: kept beside it, emptied with its file or focal point, and shown by its pages."""

from importlib import import_module

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

EMPTY = """
CREATE FUNCTION image_forget_crops() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.crops := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER image_forget_crops BEFORE UPDATE OF file, focal_x, focal_y ON articles_image FOR EACH ROW
    WHEN ((NEW.file, NEW.focal_x, NEW.focal_y) IS DISTINCT FROM (OLD.file, OLD.focal_x, OLD.focal_y))
    EXECUTE FUNCTION image_forget_crops();
"""
DROP = "DROP TRIGGER image_forget_crops ON articles_image; DROP FUNCTION image_forget_crops();"


def _function(number: str, name: str, *, with_crops: bool) -> str:
    """Write a function of an earlier migration anew, which looks at the crops too or does not."""
    functions = import_module(f"articles.migrations.{number}").FUNCTIONS
    begin = functions.index(f"CREATE FUNCTION {name}()")
    text = functions[begin : functions.index("$$;", begin) + 3]
    for row in "no" if with_crops else "":
        text = text.replace(f"{row}.focal_y)", f"{row}.focal_y, {row}.crops)")
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _redefine(number: str, name: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        _function(number, name, with_crops=True), _function(number, name, with_crops=False)
    )


class Migration(migrations.Migration):
    """Keep the crops of pictures; the index is built while the site writes."""

    atomic = False
    dependencies = [("articles", "0051_copies_in_lists")]

    operations = [
        migrations.AddField(
            "image", "crops", models.JSONField(blank=True, default=None, editable=False, null=True)
        ),
        migrations.RunSQL(EMPTY, DROP),
        _redefine("0046_page_triggers", "pages_picture"),
        _redefine("0050_front_triggers", "pages_topic_picture"),
        AddIndexConcurrently(
            "image",
            models.Index(
                models.F("id"), name="image_uncropped",
                condition=models.Q(("crops__isnull", True), models.Q(("file", ""), _negated=True)),
            ),
        ),
    ]  # fmt: skip
