from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import F

NAMES = ("article_search_vector", "article_desk_trgm")


def _set(value):
    return [f"ALTER INDEX {name} SET (fastupdate = {value})" for name in NAMES]


class Migration(migrations.Migration):
    """Let an import hand the word indexes a chunk at a time; the connection keeps other writes small."""

    dependencies = [("articles", "0005_shingles")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(_set("on"), _set("off"))],
            [
                migrations.RemoveIndex("articlesearch", "article_search_vector"),
                migrations.AddIndex(
                    "articlesearch", GinIndex(fields=["vector"], name="article_search_vector")
                ),
                migrations.RemoveIndex("article", "article_desk_trgm"),
                migrations.AddIndex(
                    "article",
                    GinIndex(OpClass(F("desk_key"), name="gin_trgm_ops"), name="article_desk_trgm"),
                ),
            ],
        )
    ]
