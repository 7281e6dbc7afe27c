from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import MANAGING_EDITOR, PARTNER_RIGHTS


def give_rights(apps, schema_editor):
    """Let managing editors say who takes our news by machine."""
    from django.apps import apps as real_apps

    create_permissions(
        real_apps.get_app_config("articles"), verbosity=0, using=schema_editor.connection.alias
    )
    rights = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="articles")
    for group in apps.get_model("auth", "Group").objects.filter(name=MANAGING_EDITOR):
        group.permissions.add(*rights.filter(codename__in=PARTNER_RIGHTS))


class Migration(migrations.Migration):
    dependencies = [("articles", "0061_partners"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
