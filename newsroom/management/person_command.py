"""How commands name a person: an account of the desk, or the address of a reader."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from newsroom.models import User
from newsroom.usage import USAGE


def add_person(parser) -> None:
    named = parser.add_mutually_exclusive_group(required=True)
    named.add_argument("username", nargs="?", help=_("an account of the desk"))
    named.add_argument("--email", help=_("the address of a reader of the newsletter"))


def find_active(username: str) -> User:
    """Return who does it: an account that may still sign in, or the built-in one of imports."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        told = _("There is no active user %(username)s.") % {"username": username}
        raise CommandError(told, returncode=USAGE)
    return person


def find_person(options) -> tuple[User | None, str]:
    if options["email"]:
        return None, options["email"]
    person = User.objects.filter(username=options["username"]).first()
    if person is None:
        raise CommandError(_("There is no account %(username)s.") % {"username": options["username"]})
    return person, ""
