"""The pages of the house, their old addresses and versions, with their triggers as in `0046_page_triggers`."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

triggers = import_module("articles.migrations.0046_page_triggers")


def _named(*arguments):
    return f"pages_named({triggers._quoted(*arguments)})"


TRIGGERS = [
    ("articles_flatpage", "house", triggers.ALL, _named(
        "id, name, slug, body, updated_at, is_published", "'page-' || id, 'pages'", "true")),
    # What the footer of every page names.
    ("articles_flatpage", "footer", triggers.ALL, _named(
        "id, name, slug, position, is_published", "'site'", "is_published AND position IS NOT NULL")),
]  # fmt: skip


def _key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _name():
    return models.CharField(max_length=200, verbose_name="name")


def _folded():
    return models.CharField(editable=False, max_length=200, unique=True, verbose_name="folded name")


class Migration(migrations.Migration):
    """Keep the pages of the house, and whatever was written on them."""

    dependencies = [("articles", "0059_reads"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="FlatPage",
            fields=[
                ("id", _key()),
                ("name", _name()),
                ("key", _folded()),
                ("slug", models.CharField(blank=True, max_length=200, unique=True, verbose_name="slug")),
                ("body", models.TextField(blank=True, verbose_name="Body")),
                ("position", models.PositiveIntegerField(
                    blank=True, null=True, verbose_name="place in the footer",
                    help_text="The smaller number stands first; empty: the footer does not name the page.")),
                ("is_published", models.BooleanField(
                    default=False, verbose_name="published",
                    help_text=(
                        "Until then the desk alone sees the page, and its address answers that there is none."
                    ))),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(
                    default=django.utils.timezone.now, editable=False, verbose_name="last update")),
            ],
            options={
                "verbose_name": "page of the house",
                "verbose_name_plural": "pages of the house",
                "ordering": [F("position").asc(nulls_last=True), "pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=~Q(key=""), name="flat_page_key_not_empty"),
                    models.CheckConstraint(condition=~Q(slug=""), name="flat_page_slug_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FlatPageAlias",
            fields=[
                ("id", _key()),
                ("name", _name()),
                ("key", _folded()),
                ("slug", models.CharField(blank=True, db_index=True, max_length=200, verbose_name="slug")),
                ("target", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="aliases",
                    to="articles.flatpage", verbose_name="page")),
            ],
            options={
                "verbose_name": "old address of a page",
                "verbose_name_plural": "old addresses of pages",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FlatPageVersion",
            fields=[
                ("id", _key()),
                ("number", models.PositiveIntegerField(null=True)),
                ("name", _name()),
                ("body", models.TextField(blank=True, verbose_name="Body")),
                ("by_name", models.CharField(max_length=200, verbose_name="by")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                ("by", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                    to=settings.AUTH_USER_MODEL, verbose_name="by")),
                ("page", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="versions",
                    to="articles.flatpage", verbose_name="page")),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=["page", "number"], name="flat_page_number_once")
                ],
            },
        ),
        migrations.RunSQL(
            "".join(triggers._create(*trigger) for trigger in TRIGGERS),
            "".join(triggers._drop(*trigger) for trigger in TRIGGERS),
        ),
    ]  # fmt: skip
