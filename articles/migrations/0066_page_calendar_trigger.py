import importlib

from django.db import migrations

triggers = importlib.import_module("articles.migrations.0046_page_triggers")

CHOICES = "page_digits, page_months, page_hijri"
ACTION = "pages_named({})".format(triggers._quoted(CHOICES, "'site'", "true"))
TRIGGER = ("articles_housestyle", "calendar", triggers.ALL, ACTION)


class Migration(migrations.Migration):
    """Let a change of how dates are written bump every page."""

    dependencies = [("articles", "0065_page_calendar")]

    operations = [migrations.RunSQL(triggers._create(*TRIGGER), triggers._drop(*TRIGGER))]
