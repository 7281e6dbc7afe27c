import sys

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.backups.nightly import prove
from newsroom.checks import prepare_database
from newsroom.management.backup_command import FAILED, BackupCommand


class Command(BackupCommand):
    help = gettext_lazy("Restore a backup aside, compare it with what it should hold, and forget it again.")

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", metavar="NAME", help=_("which backup; else the newest"))
        super().add_arguments(parser)

    def work(self, store, watch, **options):
        prepare_database()
        copy, error = prove(store, options["name"], watch)
        watch.close()
        if error:
            self.stderr.write(
                _("The backup %(name)s is not good: %(error)s") % {"name": copy.name, "error": error}
            )
            sys.exit(FAILED)
        self.stdout.write(_("The backup %(name)s restores as it should.") % {"name": copy.name})
