from django.db import migrations

# Numbers are compared as such: what a text says may be larger than any row.
VERSIONS = """
INSERT INTO articles_pendingimage (article_id, image_id)
SELECT DISTINCT a.id, i.id
FROM articles_article a
JOIN articles_revision r ON r.id = a.latest_revision_id
CROSS JOIN LATERAL (
    SELECT (entry ->> 'id')::numeric AS number
    FROM jsonb_array_elements(
        CASE jsonb_typeof(r.snapshot -> 'images') WHEN 'array' THEN r.snapshot -> 'images' ELSE '[]' END
    ) entry
    WHERE jsonb_typeof(entry -> 'id') = 'number'
    UNION
    SELECT found[1]::numeric
    FROM regexp_matches(r.snapshot ->> 'body', 'data-picture="([1-9][0-9]{0,17})"', 'g') found
) named
JOIN articles_image i ON i.id = named.number
WHERE a.first_published_at IS NOT NULL AND a.latest_revision_id IS DISTINCT FROM a.live_revision_id
"""


class Migration(migrations.Migration):
    """Keep the pictures of the versions that wait already; an unsaved text keeps its own as it is typed on."""

    dependencies = [("articles", "0056_pending_images")]

    operations = [migrations.RunSQL(VERSIONS, migrations.RunSQL.noop)]
