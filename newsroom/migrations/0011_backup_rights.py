from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import MANAGING_EDITOR


def give_right(apps, schema_editor):
    """Let managing editors see how the newsroom stands with its copies."""
    from django.apps import apps as real_apps

    create_permissions(
        real_apps.get_app_config("newsroom"), verbosity=0, using=schema_editor.connection.alias
    )
    rights = apps.get_model("auth", "Permission").objects
    right = rights.filter(content_type__app_label="newsroom", codename="view_backup")
    for group in apps.get_model("auth", "Group").objects.filter(name=MANAGING_EDITOR):
        group.permissions.add(*right)


class Migration(migrations.Migration):
    dependencies = [("articles", "0028_audit_export"), ("newsroom", "0010_backups")]

    operations = [migrations.RunPython(give_right, migrations.RunPython.noop)]
