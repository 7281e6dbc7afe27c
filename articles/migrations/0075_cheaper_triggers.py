from importlib import import_module

from django.db import migrations

days = import_module("articles.migrations.0026_search_days")
copies = import_module("articles.migrations.0051_copies_in_lists")
triggers = import_module("articles.migrations.0046_page_triggers")

# The order in which writers take them: whoever writes articles is waited for before any reader has to wait.
_LOCK = "LOCK TABLE articles_article IN SHARE ROW EXCLUSIVE MODE"
# Rows that a trigger sees one by one are written one by one; what writes many gives the day itself.
_DAYS = """
DROP TRIGGER articles_day_of_new_row ON articles_articlesearch;
DROP FUNCTION articles_day_of_new_row;
CREATE FUNCTION articles_days_of_new_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_articlesearch SET day = (
        SELECT articles_day_of(published_at) FROM articles_article WHERE id = article_id)
    WHERE article_id = ANY(ARRAY(
        SELECT n.article_id FROM new_rows n
        WHERE n.day <> (SELECT articles_day_of(published_at) FROM articles_article WHERE id = n.article_id)));
    RETURN NULL;
END $$;
CREATE TRIGGER articles_days_of_new_rows AFTER INSERT ON articles_articlesearch
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_days_of_new_rows()
"""
_DAYS_BEFORE = f"""
DROP TRIGGER articles_days_of_new_rows ON articles_articlesearch;
DROP FUNCTION articles_days_of_new_rows;
{days._NEW_ROW};
CREATE TRIGGER articles_day_of_new_row BEFORE INSERT ON articles_articlesearch
FOR EACH ROW EXECUTE FUNCTION articles_day_of_new_row()
"""
# Asked for by their keys: to look whether each article there is among them takes as long as there are many.
_BY_KEYS = f"""AND a.id = ANY(ARRAY(
        SELECT unnest(ids) UNION SELECT article_id FROM articles_copymember WHERE group_id = ANY(groups)
        EXCEPT {triggers._NEW}));
"""  # noqa: S608 — put together from our own text
_START, _END = f"AND a.id NOT IN ({triggers._NEW})", "    IF ids IS NOT NULL"
_COPIES = copies.COPIES[: copies.COPIES.index(_START)] + _BY_KEYS + copies.COPIES[copies.COPIES.index(_END) :]


class Migration(migrations.Migration):
    """Let a write cost the same however many articles there are, and one of many rows less for each."""

    dependencies = [("articles", "0074_takedown_index")]

    operations = [
        migrations.RunSQL(_LOCK, migrations.RunSQL.noop),
        migrations.RunSQL(_DAYS, _DAYS_BEFORE),
        migrations.RunSQL(_COPIES, copies.COPIES),
    ]
