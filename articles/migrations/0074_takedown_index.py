from django.db import migrations, models

NAME = "audit_takedown"
DROP = f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}"
CREATE = f"""
CREATE INDEX CONCURRENTLY {NAME} ON articles_auditentry (takedown) WHERE takedown IS NOT NULL
"""


class Migration(migrations.Migration):
    """Find the acts of a takedown. What an interrupted run left of the index is dropped first."""

    atomic = False
    dependencies = [("articles", "0073_keyword_newest_index")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL([DROP, CREATE], DROP)],
            [
                migrations.AddIndex(
                    "auditentry",
                    models.Index(fields=["takedown"], name=NAME, condition=models.Q(takedown__isnull=False)),
                )
            ],
        )
    ]
