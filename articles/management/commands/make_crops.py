import sys

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from articles.crops import StorageFailed, crop_all
from articles.importers.faults import reason_of
from articles.models import Image
from newsroom.checks import prepare_database
from newsroom.usage import INTERRUPTED, DeskCommand


class Command(DeskCommand):
    help = gettext_lazy(
        "Make the crops of all pictures that have none, as a job does little by little;"
        " the same command goes on where an interrupted one stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--failed", action="store_true", help=_("those too whose file could not be read before")
        )
        parser.add_argument("--no-progress", action="store_true", help=_("no bar"))

    def handle(self, *args, **options):
        prepare_database()
        if options["failed"]:
            Image.objects.filter(crops__has_key="error").update(crops=None)
        is_hidden = options["no_progress"] or not sys.stderr.isatty()
        total = Image.objects.uncropped().count()
        try:
            with tqdm(total=total, unit=" " + _("pictures"), disable=is_hidden) as bar:
                for _pk in crop_all():
                    bar.update()
        except KeyboardInterrupt:
            self.stderr.write(_("Interrupted; what is written stays. The same command goes on."))
            sys.exit(INTERRUPTED)
        except StorageFailed as failed:
            told = _("The storage of pictures refuses: %(reason)s") % {"reason": reason_of(failed.__cause__)}
            raise CommandError(told) from failed
        self.stdout.write(_("Pictures that had no crops: %(count)d.") % {"count": total})
