from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import GROUPS


def give_rights(apps, schema_editor):
    """Let everybody at the desk see what is assigned to them, and editors assign."""
    from django.apps import apps as real_apps

    create_permissions(
        real_apps.get_app_config("articles"), verbosity=0, using=schema_editor.connection.alias
    )
    rights = apps.get_model("auth", "Permission").objects
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        names = [name for name in GROUPS[group.name] if name.endswith("_assignment") or name == "assign_work"]
        group.permissions.add(*rights.filter(content_type__app_label="articles", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_desk_indexes")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
