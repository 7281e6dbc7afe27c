from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import MANAGING_EDITOR


def give_right(apps, schema_editor):
    """Let managing editors take the audit along."""
    from django.apps import apps as real_apps

    create_permissions(
        real_apps.get_app_config("articles"), verbosity=0, using=schema_editor.connection.alias
    )
    rights = apps.get_model("auth", "Permission").objects
    right = rights.filter(content_type__app_label="articles", codename="export_auditentry")
    for group in apps.get_model("auth", "Group").objects.filter(name=MANAGING_EDITOR):
        group.permissions.add(*right)


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_section_people")]

    operations = [
        migrations.AlterModelOptions(
            name="auditentry",
            options={
                "ordering": ["-pk"],
                "permissions": [("export_auditentry", "Can export the audit")],
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit entries",
            },
        ),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
