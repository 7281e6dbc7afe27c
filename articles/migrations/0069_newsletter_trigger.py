import importlib

from django.db import migrations

triggers = importlib.import_module("articles.migrations.0046_page_triggers")

ACTION = "pages_named({})".format(triggers._quoted("most", "'newsletter'", "true"))
TRIGGER = ("articles_newsletter", "most", ("UPDATE",), ACTION)


class Migration(migrations.Migration):
    """Let another length of the newsletter bump its page."""

    dependencies = [("articles", "0068_newsletter_rights")]

    operations = [migrations.RunSQL(triggers._create(*TRIGGER), triggers._drop(*TRIGGER))]
