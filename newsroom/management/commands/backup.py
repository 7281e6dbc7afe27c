from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.backups.nightly import back_up
from newsroom.backups.restoring import missing_text
from newsroom.checks import prepare_database
from newsroom.management.backup_command import BackupCommand


class Command(BackupCommand):
    help = gettext_lazy(
        "Copy the whole newsroom, database and media, into the folder of backups while it runs,"
        " and let go of the copies that need not stay."
    )

    def work(self, store, watch, **options):
        prepare_database()
        copy, gone = back_up(store, watch)
        watch.close()
        media = copy.manifest["media"]
        self.stdout.write(
            _("Backup %(name)s: database %(database)s, media %(media)s, of which new %(new)s.")
            % {
                "name": copy.name,
                "database": filesizeformat(copy.manifest["database"]["bytes"]),
                "media": filesizeformat(media["bytes"]),
                "new": filesizeformat(media["new_bytes"]),
            }
        )
        if gone:
            text = ngettext("%(count)d backup was let go.", "%(count)d backups were let go.", len(gone))
            self.stdout.write(text % {"count": len(gone)})
        if media["missing"]:
            self.stderr.write(missing_text(copy))
        self.stdout.write(_("SECRET_KEY is not in it: keep it apart, in another place."))
