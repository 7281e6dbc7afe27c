from django.db import migrations, models

VERSION = models.PositiveIntegerField(default=0, editable=False)
STEMS = models.CharField(blank=True, editable=False, max_length=200)


class Migration(migrations.Migration):
    dependencies = [("tags", "0001_initial")]

    operations = [
        migrations.AddField("keyword", "analyser_version", VERSION),
        migrations.AddField("keyword", "stems", STEMS),
        migrations.AddField("keywordalias", "analyser_version", VERSION.clone()),
        migrations.AddField("keywordalias", "stems", STEMS.clone()),
        migrations.AddIndex("keyword", models.Index(fields=["stems"], name="keyword_stems")),
        migrations.AddIndex("keyword", models.Index(fields=["analyser_version"], name="keyword_version")),
        migrations.AddIndex("keywordalias", models.Index(fields=["stems"], name="keyword_alias_stems")),
        migrations.AddIndex(
            "keywordalias", models.Index(fields=["analyser_version"], name="keyword_alias_version")
        ),
    ]
