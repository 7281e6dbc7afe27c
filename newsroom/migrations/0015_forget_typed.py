from django.db import migrations


def forget(apps, schema_editor):
    """Rows of wrong passwords kept what was sent with them: the new password of who mistyped the old one."""
    apps.get_model("axes", "AccessAttempt").objects.update(get_data="", post_data="")


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0014_unfinished_jobs_index"),
        ("axes", "0010_accessattemptexpiration"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
