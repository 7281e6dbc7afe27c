from django.db import migrations, models

NAME = "article_keyword_newest"
DROP = f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}"
CREATE = f"""
CREATE INDEX CONCURRENTLY {NAME}
ON articles_articlekeyword (tag_id, published_at DESC, content_object_id DESC)
"""


class Migration(migrations.Migration):
    """Find the newest articles of a keyword. What an interrupted run left of the index is dropped first."""

    atomic = False
    dependencies = [("articles", "0072_fill_keyword_times")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL([DROP, CREATE], DROP)],
            [
                migrations.AddIndex(
                    "articlekeyword",
                    models.Index(fields=["tag", "-published_at", "-content_object"], name=NAME),
                )
            ],
        )
    ]
