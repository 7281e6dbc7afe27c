from django.db import migrations

NAME = "newsroom_jobs_unfinished"
# Jobs that went well stay for days; what waits, runs or failed is looked for every few seconds.
UNFINISHED = f"""
CREATE INDEX CONCURRENTLY IF NOT EXISTS {NAME}
ON procrastinate_jobs (queue_name, status, id) WHERE status IN ('todo', 'doing', 'failed')
"""
DROP = f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}"
INVALID = "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid)"


def drop_if_broken(apps, schema_editor):
    """An index whose making broke off is there and serves nobody: IF NOT EXISTS would let it be."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(INVALID, [NAME])
        (is_broken,) = cursor.fetchone()
    if is_broken:
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    """Find unfinished jobs by an index, which migration 0013 made where it ran before this one was there."""

    atomic = False
    dependencies = [("newsroom", "0013_job_failures")]

    operations = [
        migrations.RunPython(drop_if_broken, migrations.RunPython.noop),
        migrations.RunSQL(UNFINISHED, DROP),
    ]
