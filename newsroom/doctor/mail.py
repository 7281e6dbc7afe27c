"""Mail: does the relay take us, and from whom do letters come."""

import smtplib
from collections.abc import Iterator
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importers.faults import reason_of
from newsroom.doctor.findings import Check, Finding, error, ok, warning

SECONDS = 5


def find_relay() -> Iterator[Finding]:
    """Sign in at the relay, and send nothing."""
    if not settings.HAS_MAIL:
        yield warning(
            _("EMAIL_URL is not set: invitations are copied by hand, and there is no newsletter by mail."),
            _("Set EMAIL_URL, for example smtp+tls://user:secret@mail.example.com:587."),
        )
        return
    told = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    relay = get_connection(timeout=SECONDS)
    try:
        relay.open()
    except smtplib.SMTPAuthenticationError as refusal:
        yield error(
            _("The relay %(host)s:%(port)s refuses the user or password of EMAIL_URL (%(code)s).")
            % {**told, "code": refusal.smtp_code},
            _("Correct them; characters such as @ and / are written as %40 and %2F there."),
        )
    except (OSError, smtplib.SMTPException) as failure:
        yield error(
            _("The relay %(host)s:%(port)s does not answer as it should: %(error)s")
            % {**told, "error": reason_of(failure)},
            _("Check EMAIL_URL (smtp:// 25, smtp+tls:// 587, smtps:// 465) and the firewall."),
        )
    else:
        yield ok(_("The relay %(host)s:%(port)s lets us in.") % told)
    finally:
        relay.close()


def find_sender() -> Iterator[Finding]:
    sender = settings.DEFAULT_FROM_EMAIL
    address = parseaddr(sender)[1]
    if not settings.HAS_MAIL:
        return
    try:
        validate_email(address)
    except ValidationError:
        pass
    else:
        if not address.endswith("@localhost"):
            yield ok(_("Letters come from %(sender)s.") % {"sender": sender})
            return
    yield error(
        _("DEFAULT_FROM_EMAIL is “%(sender)s”: relays refuse letters from there.") % {"sender": sender},
        _("Set an address of your own domain, for example DEFAULT_FROM_EMAIL=news@example.com."),
    )


CHECKS = (
    Check("mail", gettext_lazy("Mail relay"), find_relay),
    Check("sender", gettext_lazy("Sender of letters"), find_sender),
)
