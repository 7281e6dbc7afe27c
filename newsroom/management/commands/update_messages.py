import polib
from django.core.management import BaseCommand, CommandError

from newsroom import messages


class Command(BaseCommand):
    help = "Collect the texts of the interface, compile the Arabic catalogue, name what lacks Arabic."
    requires_system_checks = []

    def handle(self, **options):
        path = messages.catalogue_path("ar")
        catalogue = polib.pofile(str(path), wrapwidth=110)
        messages.merge(catalogue, messages.collect())
        catalogue.save()
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        missing = messages.untranslated(catalogue)
        if missing:
            raise CommandError("No Arabic yet for:\n" + "\n".join(f"- {text!r}" for text in missing))
        self.stdout.write(f"{len(catalogue)} messages, all in Arabic.")
