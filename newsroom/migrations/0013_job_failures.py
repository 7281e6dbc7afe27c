from django.db import migrations, models

# Jobs that went well stay for days; what waits, runs or failed is looked for every few seconds.
UNFINISHED = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS newsroom_jobs_unfinished
ON procrastinate_jobs (queue_name, status, id) WHERE status IN ('todo', 'doing', 'failed')
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("newsroom", "0011_backup_rights"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.CreateModel(
            name="JobFailure",
            fields=[
                ("job_id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="job")),
                ("task", models.CharField(db_index=True, max_length=128, verbose_name="task")),
                ("at", models.DateTimeField(verbose_name="failed")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("recovered_at", models.DateTimeField(null=True, verbose_name="went well again")),
            ],
            options={
                "verbose_name": "failed job",
                "verbose_name_plural": "failed jobs",
                "ordering": ["-at"],
            },
        ),
        migrations.RunSQL(UNFINISHED, "DROP INDEX CONCURRENTLY IF EXISTS newsroom_jobs_unfinished"),
    ]
