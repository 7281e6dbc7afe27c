from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import EDITOR, HOUSE_RIGHTS, MANAGING_EDITOR, STYLE_RIGHTS

RIGHTS = {EDITOR: STYLE_RIGHTS, MANAGING_EDITOR: (*STYLE_RIGHTS, *HOUSE_RIGHTS)}


def choose_style(apps, schema_editor):
    """Give the house the one row that its choices are kept in."""
    apps.get_model("articles", "HouseStyle").objects.get_or_create(pk=1)


def give_rights(apps, schema_editor):
    """Let editors let slips stand in the house, and managing editors choose how the house writes."""
    from django.apps import apps as real_apps

    create_permissions(
        real_apps.get_app_config("articles"), verbosity=0, using=schema_editor.connection.alias
    )
    rights = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="articles")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=RIGHTS):
        group.permissions.add(*rights.filter(codename__in=RIGHTS[group.name]))


class Migration(migrations.Migration):
    dependencies = [("articles", "0022_house_style"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(choose_style, migrations.RunPython.noop),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
