from django.contrib.auth.management import create_permissions
from django.db import migrations

from articles.permissions import GROUPS, IMPORT_STAFF, IMPORT_USERNAME


def make_groups(apps, schema_editor):
    """Make the four groups and the built-in importer, who may publish (DESIGN part 4)."""
    from django.apps import apps as real_apps

    for label in ("newsroom", "tags", "articles"):
        create_permissions(real_apps.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(
            Permission.objects.filter(
                codename__in=codenames, content_type__app_label__in=("articles", "tags")
            )
        )
    user, _made = apps.get_model("newsroom", "User").objects.get_or_create(
        username=IMPORT_USERNAME, defaults={"first_name": "الاستيراد", "password": "!"}
    )
    user.groups.add(Group.objects.get(name=IMPORT_STAFF))
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="articles",
            codename__in=("submit_article", "review_article", "publish_article", "withdraw_article"),
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_relations"),
        ("newsroom", "0001_initial"),
        ("tags", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
