from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import EDITOR, MANAGING_EDITOR


def give_rights(apps, schema_editor):
    """Let editors merge keywords: it can be undone, unlike a deletion."""
    from django.apps import apps as real_apps

    create_permissions(real_apps.get_app_config("tags"), verbosity=0, using=schema_editor.connection.alias)
    rights = apps.get_model("auth", "Permission").objects
    given = rights.filter(content_type__app_label="tags", codename__in=("merge_keyword", "view_keywordmerge"))
    for group in apps.get_model("auth", "Group").objects.filter(name__in=(EDITOR, MANAGING_EDITOR)):
        group.permissions.add(*given)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_word_rights"),
        ("tags", "0003_merges"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
