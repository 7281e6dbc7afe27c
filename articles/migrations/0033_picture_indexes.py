from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

INDEXES = [
    GinIndex(OpClass(F("desk_key"), name="gin_trgm_ops"), name="image_desk_trgm"),
    models.Index("created_at", name="image_added"),
    models.Index("id", name="image_undescribed", condition=Q(credit="") | Q(alt="")),
    models.Index("id", name="image_with_file", condition=~Q(file="")),
]


class Migration(migrations.Migration):
    """Let the library find pictures by parts of words, by day, and those that lack words or have a file."""

    atomic = False

    dependencies = [("articles", "0032_fold_pictures")]

    operations = [AddIndexConcurrently(model_name="image", index=index) for index in INDEXES]
