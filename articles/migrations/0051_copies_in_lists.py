"""Near-copies stand for each other in lists, not on their own pages alone."""

from importlib import import_module

from django.db import migrations

triggers = import_module("articles.migrations.0046_page_triggers")

# Each list keeps of a story its oldest: whoever joins or leaves may change who that is in any of them.
COPIES = f"""
CREATE OR REPLACE FUNCTION pages_copies() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE groups bigint[]; ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT group_id) INTO groups FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT group_id), array_agg(article_id) INTO groups, ids FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT g) INTO groups FROM new_rows n JOIN old_rows o USING (article_id)
        CROSS JOIN LATERAL unnest(ARRAY[n.group_id, o.group_id]) AS g WHERE n.group_id <> o.group_id;
    END IF;
    SELECT array_agg(a.id) INTO ids FROM articles_article a
    WHERE a.{triggers._SHOWN} AND a.id NOT IN ({triggers._NEW}) AND (
        a.id = ANY(ids) OR a.id IN (SELECT article_id FROM articles_copymember WHERE group_id = ANY(groups)));
    IF ids IS NOT NULL THEN
        PERFORM pages_bump_articles(ids);
    END IF;
    RETURN NULL;
END $$;
"""  # noqa: S608 — put together from our own text


def _as_before() -> str:
    text = triggers.FUNCTIONS[triggers.FUNCTIONS.index("CREATE FUNCTION pages_copies") :]
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    """Bump the lists of near-copies whose group changed."""

    dependencies = [("articles", "0050_front_triggers")]

    operations = [migrations.RunSQL(COPIES, _as_before())]
