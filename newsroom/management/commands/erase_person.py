from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.checks import prepare_database
from newsroom.management.person_command import add_person, find_active, find_person
from newsroom.persons import PersonError, erase, erase_reader
from newsroom.usage import DeskCommand


class Command(DeskCommand):
    help = gettext_lazy(
        "Erase who a person is: name, address and sign-ins go; their acts stay in the audit under a number,"
        " and published bylines stay."
    )

    def add_arguments(self, parser):
        add_person(parser)
        parser.add_argument("--by", default="import", metavar="USERNAME", help=_("who does it"))
        parser.add_argument("--yes", action="store_true", help=_("do not ask"))

    def handle(self, *args, **options):
        prepare_database()
        person, email = find_person(options)
        by = find_active(options["by"])
        named = person.username if person else email
        if not options["yes"]:
            self._confirm(named)
        try:
            count = sum(erase(person, by=by).values()) if person else erase_reader(email, by=by)
        except PersonError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Erased; rows changed: %(count)d.") % {"count": count})

    def _confirm(self, named: str) -> None:
        """Let the name be typed: nothing of this comes back."""
        self.stdout.write(_("This cannot be undone. Type %(name)s to go on:") % {"name": named})
        if input().strip() != named:
            raise CommandError(_("Nothing was erased."))
