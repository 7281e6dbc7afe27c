from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.backups.recording import record
from newsroom.backups.restoring import restore_copy
from newsroom.checks import refuse_unfit_database
from newsroom.management.backup_command import BackupCommand


class Command(BackupCommand):
    help = gettext_lazy(
        "Put a backup in the place of an empty newsroom; web server and worker should not run meanwhile."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", metavar="NAME", help=_("which backup; else the newest"))
        parser.add_argument(
            "--replace",
            action="store_true",
            help=_("even if the newsroom is not empty: what is in it is lost"),
        )
        super().add_arguments(parser)

    def work(self, store, watch, **options):
        refuse_unfit_database()
        with store.locked():
            copy = store.find(options["name"])
            warnings = restore_copy(store, copy, watch, replaces=options["replace"])
            record(store)
        watch.close()
        at = date_format(timezone.localtime(copy.at), "SHORT_DATETIME_FORMAT")
        self.stdout.write(
            _("The newsroom of %(at)s is restored and compared: %(name)s.") % {"at": at, "name": copy.name}
        )
        for text in warnings:
            self.stderr.write(text)
        self.stdout.write(
            _("Now: manage.py migrate, then start web server and worker; everybody signs in again, and the "
              "worker (or manage.py make_crops) makes the crops of pictures.")
        )  # fmt: skip

    def interrupted(self):
        return _("Interrupted; the database is as it was before.")
