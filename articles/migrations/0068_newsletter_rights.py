from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import MANAGING_EDITOR, NEWSLETTER_RIGHTS


def choose(apps, schema_editor):
    """Give the house the one row that the choices of its newsletter are kept in."""
    apps.get_model("articles", "Newsletter").objects.get_or_create(pk=1)


def give_rights(apps, schema_editor):
    """Let managing editors look after the newsletter."""
    from django.apps import apps as real_apps

    create_permissions(
        real_apps.get_app_config("articles"), verbosity=0, using=schema_editor.connection.alias
    )
    rights = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="articles", codename__in=NEWSLETTER_RIGHTS
    )
    for group in apps.get_model("auth", "Group").objects.filter(name=MANAGING_EDITOR):
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("articles", "0067_newsletter"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(choose, migrations.RunPython.noop),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
