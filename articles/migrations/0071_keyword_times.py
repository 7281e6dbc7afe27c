from django.db import migrations, models

# The order in which writers take them: whoever writes articles is waited for before any reader has to wait.
_LOCK = "LOCK TABLE articles_article IN SHARE ROW EXCLUSIVE MODE"
_NEW_ROW = """
CREATE FUNCTION articles_time_of_new_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.published_at := (SELECT published_at FROM articles_article WHERE id = NEW.content_object_id);
    RETURN NEW;
END $$
"""
_CHANGED_TIME = """
CREATE FUNCTION articles_time_of_uses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_articlekeyword SET published_at = NEW.published_at WHERE content_object_id = NEW.id;
    RETURN NULL;
END $$
"""
# An import gives the time itself.
_TRIGGERS = """
CREATE TRIGGER articles_time_of_new_use BEFORE INSERT ON articles_articlekeyword
FOR EACH ROW WHEN (NEW.published_at IS NULL) EXECUTE FUNCTION articles_time_of_new_use();
CREATE TRIGGER articles_time_of_uses AFTER UPDATE OF published_at ON articles_article
FOR EACH ROW WHEN (OLD.published_at IS DISTINCT FROM NEW.published_at)
EXECUTE FUNCTION articles_time_of_uses()
"""
_UNDO = [
    "DROP TRIGGER articles_time_of_new_use ON articles_articlekeyword",
    "DROP TRIGGER articles_time_of_uses ON articles_article",
    "DROP FUNCTION articles_time_of_new_use, articles_time_of_uses",
]


class Migration(migrations.Migration):
    """Keep the time of publication beside each use of a keyword: its newest articles are then found in one
    index, however many it has. Triggers keep it, whoever writes.
    """

    dependencies = [("articles", "0070_takedowns")]

    operations = [
        migrations.RunSQL(_LOCK, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="articlekeyword",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL([_NEW_ROW, _CHANGED_TIME, _TRIGGERS], _UNDO),
    ]
