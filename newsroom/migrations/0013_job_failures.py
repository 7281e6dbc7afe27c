from django.db import migrations, models


class Migration(migrations.Migration):
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
    ]
