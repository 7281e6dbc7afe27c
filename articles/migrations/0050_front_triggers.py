"""The triggers of front pages and topic files, as those of `0046_page_triggers`."""

from importlib import import_module

from django.db import migrations, models

triggers = import_module("articles.migrations.0046_page_triggers")

# Everything that shows some articles, and now where editors placed them too.
_PLACED = """
    UNION SELECT 'front-' || coalesce(a.section_id, 0) FROM articles_placement p
        JOIN articles_arrangement a ON a.id = p.arrangement_id WHERE p.article_id = ANY(ids)
    UNION SELECT 'topic-' || topic_id FROM articles_topicentry WHERE article_id = ANY(ids)
"""
_FRONT = (
    "(SELECT 'front-' || coalesce(a.section_id, 0) FROM articles_arrangement a WHERE a.id = arrangement_id)"
)

FUNCTIONS = """
-- Articles name the files that they are in; what changes of a file is on all their pages.
CREATE FUNCTION pages_topic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pages_bump(array_agg('article-' || e.article_id))
    FROM new_rows n JOIN old_rows o ON o.id = n.id JOIN articles_topicentry e ON e.topic_id = n.id
    WHERE (n.name, n.slug, n.is_published) IS DISTINCT FROM (o.name, o.slug, o.is_published);
    RETURN NULL;
END $$;

CREATE FUNCTION pages_topic_picture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pages_bump(array_agg('topic-' || t.id))
    FROM articles_topic t JOIN new_rows n ON n.id = t.picture_id JOIN old_rows o ON o.id = n.id
    WHERE (n.file, n.url, n.caption, n.credit, n.alt, n.width, n.height, n.focal_x, n.focal_y)
        IS DISTINCT FROM (o.file, o.url, o.caption, o.credit, o.alt, o.width, o.height, o.focal_x, o.focal_y);
    RETURN NULL;
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION pages_topic_picture(); DROP FUNCTION pages_topic();"


def _named(*arguments: str) -> str:
    return f"pages_named({triggers._quoted(*arguments)})"


TRIGGERS = [
    # One put aside is on no page.
    ("articles_arrangement", "front", triggers.ALL, _named(
        "id, section_id, number", "'front-' || coalesce(section_id, 0)", "number IS NOT NULL")),
    ("articles_placement", "placed", triggers.ALL, _named(
        "arrangement_id, slot, position, article_id, from_at, until_at", _FRONT, "true")),
    ("articles_topic", "topic", triggers.ALL, _named(
        "id, name, slug, introduction, picture_id, is_published", "'topic-' || id, 'topics'", "true")),
    ("articles_topic", "named", ("UPDATE",), "pages_topic()"),
    ("articles_topicentry", "entries", triggers.ALL, _named(
        "topic_id, article_id, position", "'topic-' || topic_id, 'article-' || article_id", "true")),
    ("articles_image", "topic", ("UPDATE",), "pages_topic_picture()"),
]  # fmt: skip


def _function(places: str) -> str:
    """Write the function of what shows some articles anew, with more places."""
    begin = triggers.FUNCTIONS.index("CREATE FUNCTION pages_bump_articles")
    text = triggers.FUNCTIONS[begin : triggers.FUNCTIONS.index("$$;", begin)]
    return f"{text.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION')}{places}$$;"


class Migration(migrations.Migration):
    """Let front pages and topic files bump the versions of the pages that show them."""

    dependencies = [("articles", "0049_topics")]

    operations = [
        migrations.AddIndex(
            "placement",
            models.Index(
                fields=["from_at"], name="placement_from", condition=models.Q(from_at__isnull=False)
            ),
        ),
        migrations.AddIndex(
            "placement",
            models.Index(
                fields=["until_at"], name="placement_until", condition=models.Q(until_at__isnull=False)
            ),
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(_function(_PLACED), _function("")),
        migrations.RunSQL(
            "".join(triggers._create(*trigger) for trigger in TRIGGERS),
            "".join(triggers._drop(*trigger) for trigger in TRIGGERS),
        ),
    ]
