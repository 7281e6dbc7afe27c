"""What keeps others out: the secret, the hosts, DEBUG, and Django's own checks of a deployment."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.core.checks.security.base import (
    SECRET_KEY_INSECURE_PREFIX,
    SECRET_KEY_MIN_LENGTH,
    SECRET_KEY_MIN_UNIQUE_CHARACTERS,
)
from django.http.request import validate_host
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import database, environment
from newsroom.doctor.findings import Check, Finding, error, from_django, ok, warning

# Said here in our own words, or with SITE_URL: W004, W008, W012 and W016 follow from its scheme.
TOLD_ELSEWHERE = {
    "security.W009", "security.W018", "security.W020", "security.W025",
    "security.W004", "security.W008", "security.W012", "security.W016",
}  # fmt: skip
# Words of examples and lessons; whoever copied one signs with what everybody knows.
KNOWN_WORDS = (
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "example",
    "insecure",
    "development",
)
EVERYBODY = "*"


def find_secret() -> Iterator[Finding]:
    yield from _supplied("SECRET_KEY", NEW_KEY)
    weak = why_weak(settings.SECRET_KEY)
    if weak:
        yield error(_("SECRET_KEY is weak: %(why)s.") % {"why": weak}, _(NEW_KEY), id="security.W009")
    for place, key in enumerate(settings.SECRET_KEY_FALLBACKS, start=1):
        if weak := why_weak(key):
            yield warning(
                _("The key %(place)s of SECRET_KEY_FALLBACKS is weak: %(why)s.")
                % {"place": place, "why": weak},
                _("Take it out as soon as nothing signed with it is in use."),
                id="security.W025",
            )
    if not why_weak(settings.SECRET_KEY):
        yield ok(_("SECRET_KEY is long and mixed enough."))


NEW_KEY = gettext_lazy(
    "Make one and set it for web and worker alike: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'. Keep the old one in SECRET_KEY_FALLBACKS."
)


def why_weak(key: str) -> str:
    """Say why a key is weak without showing any of it, "" where it is not: Django's rules and known words."""
    if key.startswith(SECRET_KEY_INSECURE_PREFIX):
        return _("it begins with “%(prefix)s”") % {"prefix": SECRET_KEY_INSECURE_PREFIX}
    if any(word in key.lower() for word in KNOWN_WORDS):
        return _("it holds a word of well-known examples")
    if len(key) < SECRET_KEY_MIN_LENGTH:
        return _("it has %(length)s characters of %(minimum)s") % {
            "length": len(key), "minimum": SECRET_KEY_MIN_LENGTH,
        }  # fmt: skip
    if len(set(key)) < SECRET_KEY_MIN_UNIQUE_CHARACTERS:
        return _("it repeats a few characters")
    return ""


def find_debug() -> Iterator[Finding]:
    if settings.DEBUG:
        yield error(
            _("DEBUG is on: whoever meets an error reads settings and source."),
            _("Take DEBUG out of the environment of web and worker, and restart them."),
            id="security.W018",
        )
    else:
        yield ok(_("DEBUG is off."))


def find_hosts() -> Iterator[Finding]:
    hosts, host = settings.ALLOWED_HOSTS, urlsplit(settings.SITE_URL).hostname or ""
    told = {"hosts": ", ".join(hosts), "host": host}
    hint = _("Set ALLOWED_HOSTS=%(host)s.") % told
    yield from _supplied("ALLOWED_HOSTS", hint)
    if not hosts:
        yield error(_("ALLOWED_HOSTS is empty."), hint, id="security.W020")
    elif EVERYBODY in hosts:
        yield error(_("ALLOWED_HOSTS is “*”: the site answers to any name that is sent to it."), hint)
    elif not validate_host(host, hosts):
        yield error(_("The host of SITE_URL, %(host)s, is not in ALLOWED_HOSTS: %(hosts)s.") % told, hint)
    else:
        yield ok(_("ALLOWED_HOSTS: %(hosts)s.") % told)


def _supplied(name: str, hint: object) -> Iterator[Finding]:
    """Tell of a variable that is missing here: the doctor took what `make run` would."""
    if name in environment.supplied and not database.is_embedded():
        yield error(_("%(name)s is not set in the environment of this command.") % {"name": name}, str(hint))


def find_django() -> Iterator[Finding]:
    """Run Django's other system checks, in Django's words."""
    messages = run_checks(include_deployment_checks=True)
    left = [message for message in messages if message.id not in TOLD_ELSEWHERE and not message.is_silenced()]
    yield from map(from_django, left)
    if not left:
        yield ok(_("Django's own checks find nothing."))


CHECKS = (
    Check("secret", gettext_lazy("Secret key"), find_secret),
    Check("debug", gettext_lazy("Debugging"), find_debug),
    Check("hosts", gettext_lazy("Host names"), find_hosts),
    Check("django", gettext_lazy("Django's checks"), find_django),
)
