import django.contrib.postgres.indexes
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models

_DAY_OF = """
CREATE FUNCTION articles_day_of(moment timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(floor(extract(epoch FROM moment) / 86400)::integer, 2147483647)
"""
_NEW_ROW = """
CREATE FUNCTION articles_day_of_new_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.day := articles_day_of((SELECT published_at FROM articles_article WHERE id = NEW.article_id));
    RETURN NEW;
END $$
"""
_CHANGED_TIME = """
CREATE FUNCTION articles_day_of_changed_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_articlesearch SET day = articles_day_of(NEW.published_at)
    WHERE article_id = NEW.id AND day <> articles_day_of(NEW.published_at);
    RETURN NULL;
END $$
"""
_TRIGGERS = """
CREATE TRIGGER articles_day_of_new_row BEFORE INSERT ON articles_articlesearch
FOR EACH ROW EXECUTE FUNCTION articles_day_of_new_row();
CREATE TRIGGER articles_day_of_changed_time AFTER UPDATE OF published_at ON articles_article
FOR EACH ROW WHEN (OLD.published_at IS DISTINCT FROM NEW.published_at)
EXECUTE FUNCTION articles_day_of_changed_time()
"""
_FILL = """
UPDATE articles_articlesearch SET day = articles_day_of(article.published_at)
FROM articles_article article WHERE article.id = article_id AND article.published_at IS NOT NULL
"""
_UNDO = [
    "DROP TRIGGER articles_day_of_new_row ON articles_articlesearch",
    "DROP TRIGGER articles_day_of_changed_time ON articles_article",
    "DROP FUNCTION articles_day_of_new_row, articles_day_of_changed_time, articles_day_of",
]


class Migration(migrations.Migration):
    """Keep the day of publication beside the words, in one index: the newest hits of a usual word are found
    in it without reading all hits there are. Triggers keep it, whoever writes.
    """

    dependencies = [("articles", "0025_newest_index")]

    operations = [
        BtreeGinExtension(),
        migrations.RemoveIndex(model_name="articlesearch", name="article_search_vector"),
        migrations.AddField(
            model_name="articlesearch",
            name="day",
            field=models.IntegerField(db_default=2147483647, editable=False),
        ),
        migrations.RunSQL([_DAY_OF, _NEW_ROW, _CHANGED_TIME, _FILL], _UNDO),
        migrations.RunSQL(_TRIGGERS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="articlesearch",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["vector", "day"], name="article_search_vector"
            ),
        ),
    ]
