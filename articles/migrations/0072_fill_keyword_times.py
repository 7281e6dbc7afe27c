from django.db import migrations

_AT_ONCE = 20_000
# By the articles' numbers, each batch in a transaction of its own, so that nobody waits long for one. Where the
# migration broke off and is run again, what has its time is passed over.
_FILL = """
UPDATE articles_articlekeyword u SET published_at = a.published_at FROM articles_article a
WHERE a.id = u.content_object_id AND a.id >= %s AND a.id < %s
AND u.published_at IS NULL AND a.published_at IS NOT NULL
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM articles_article")
        first, last = cursor.fetchone()
        for start in range(first, last + 1, _AT_ONCE):
            cursor.execute(_FILL, [start, start + _AT_ONCE])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0071_keyword_times")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
