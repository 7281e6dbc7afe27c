from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import EDITOR, MANAGING_EDITOR, WORD_RIGHTS


def give_rights(apps, schema_editor):
    """Let editors teach the analyser words."""
    from django.apps import apps as real_apps

    create_permissions(
        real_apps.get_app_config("articles"), verbosity=0, using=schema_editor.connection.alias
    )
    rights = apps.get_model("auth", "Permission").objects
    for group in apps.get_model("auth", "Group").objects.filter(name__in=(EDITOR, MANAGING_EDITOR)):
        group.permissions.add(*rights.filter(content_type__app_label="articles", codename__in=WORD_RIGHTS))


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_words")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
