import django.db.models.deletion
from django.db import migrations, models

REDUNDANT = {
    "articles_articleauthor_article_id_646b7156": "articles_articleauthor (article_id)",
    "articles_articlekeyword_content_object_id_73b78d5b": "articles_articlekeyword (content_object_id)",
    "articles_articlekeyword_tag_id_d4ca10db": "articles_articlekeyword (tag_id)",
    "articles_articlelink_article_id_ce898359": "articles_articlelink (article_id)",
    "articles_importitem_batch_id_9b6ebaa8": "articles_importitem (batch_id)",
    "articles_revision_article_id_2d2af917": "articles_revision (article_id)",
}


def _drop(name, columns):
    return migrations.RunSQL(
        f"DROP INDEX CONCURRENTLY IF EXISTS {name}", f"CREATE INDEX CONCURRENTLY {name} ON {columns}"
    )


class Migration(migrations.Migration):
    """Drop the indexes that are the beginning of others, and leave search vectors as they are in their row.

    A vector is hardly smaller when packed, and a search that ranks it reads it in the row in less than half of
    the time. Django would take the foreign keys away and check them all anew.
    """

    atomic = False
    dependencies = [("articles", "0017_similar"), ("tags", "0005_pairs")]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE articles_articlesearch ALTER vector SET STORAGE EXTERNAL",
                "ALTER TABLE articles_articlesearch SET (toast_tuple_target = 8160)",
            ],
            [
                "ALTER TABLE articles_articlesearch RESET (toast_tuple_target)",
                "ALTER TABLE articles_articlesearch ALTER vector SET STORAGE EXTENDED",
            ],
        ),
        migrations.SeparateDatabaseAndState(
            [_drop(name, columns) for name, columns in REDUNDANT.items()],
            [
                migrations.AlterField(
                    model_name="articleauthor",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="articles.article"
                    ),
                ),
                migrations.AlterField(
                    model_name="articlekeyword",
                    name="content_object",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="article_keywords",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="articlekeyword",
                    name="tag",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="article_keywords",
                        to="tags.keyword",
                    ),
                ),
                migrations.AlterField(
                    model_name="articlelink",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="importitem",
                    name="batch",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="articles.importbatch",
                        verbose_name="batch",
                    ),
                ),
                migrations.AlterField(
                    model_name="revision",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="articles.article",
                    ),
                ),
            ],
        ),
    ]
