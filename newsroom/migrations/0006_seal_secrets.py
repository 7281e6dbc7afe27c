from django.db import migrations

from newsroom.sealing import opened, sealed


def seal_all(apps, schema_editor):
    for row in apps.get_model("newsroom", "SecondFactor").objects.all():
        if opened(row.secret) is None:
            row.secret = sealed(row.secret)
            row.save(update_fields=["secret"])


def open_all(apps, schema_editor):
    for row in apps.get_model("newsroom", "SecondFactor").objects.all():
        if secret := opened(row.secret):
            row.secret = secret
            row.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0005_sealed_secrets"),
    ]

    operations = [migrations.RunPython(seal_all, open_all)]
