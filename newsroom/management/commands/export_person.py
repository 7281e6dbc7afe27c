import json

from django.core.management.base import CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.auditing import record_trust
from newsroom.checks import prepare_database
from newsroom.management.person_command import add_person, find_active, find_person
from newsroom.persons import kept_of, kept_of_reader
from newsroom.usage import DeskCommand


class Command(DeskCommand):
    help = gettext_lazy("Write all that is kept of a person as JSON lines, to hand over to them.")

    def add_arguments(self, parser):
        add_person(parser)
        parser.add_argument("--by", default="import", metavar="USERNAME", help=_("who does it"))

    def handle(self, *args, **options):
        prepare_database()
        person, email = find_person(options)
        by, is_known = find_active(options["by"]), False
        for row in kept_of(person) if person else kept_of_reader(email):
            is_known = True
            self.stdout.write(json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder))
        if not is_known:
            raise CommandError(_("Nothing is kept of %(email)s.") % {"email": email})
        about = person or _("A subscriber of the newsletter")
        record_trust("user_export" if person else "reader_export", about=about, by=by)
