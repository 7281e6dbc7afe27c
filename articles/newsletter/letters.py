"""Write letters: plain text and HTML, right to left, with the headers by which mail clients unsubscribe."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from articles.caching.calendar import calendar
from articles.models import Article
from articles.newsletter.links import confirm_link, leave_link
from articles.readable import shorten
from newsroom.addresses import absolute

SUMMARY_LENGTH = 220
# Stands for the link of each reader in a letter that is written once for all.
_LEAVE = "https://leave.invalid/"


@dataclass(frozen=True, slots=True)
class Written:
    """The newsletter of a day before it is anybody's."""

    day: date
    subject: str
    text: str
    html: str

    def letter(self, email: str) -> EmailMultiAlternatives:
        link = leave_link(email)
        letter = _letter(
            email, self.subject, self.text.replace(_LEAVE, link), self.html.replace(_LEAVE, link)
        )
        letter.extra_headers |= {
            "Message-ID": _identity(self.day, email),
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<newsletter.{_host()}>",
            "Precedence": "bulk",
        }
        return letter


def write(articles: list[Article], day: date) -> Written:
    """Write the newsletter of a day."""
    title = calendar().full_date(day)
    context = _context() | {
        "day": title,
        "entries": [_entry(article) for article in articles],
        "leave": _LEAVE,
    }
    return Written(
        day,
        _("The newsletter of %(site)s: %(day)s") % {"site": settings.SITE_NAME, "day": title},
        render_to_string("newsletter/digest.txt", context),
        render_to_string("newsletter/digest.html", context),
    )


def confirming_letter(email: str) -> EmailMultiAlternatives:
    """Ask the owner of an address whether it was them."""
    subject = _("Confirm your subscription to the newsletter of %(site)s") % {"site": settings.SITE_NAME}
    return short_letter("newsletter/letter_confirm", email, subject, link=confirm_link(email))


def known_letter(email: str) -> EmailMultiAlternatives:
    """Tell who is subscribed already that they are."""
    subject = _("You are subscribed to the newsletter of %(site)s") % {"site": settings.SITE_NAME}
    return short_letter("newsletter/letter_known", email, subject, link=leave_link(email))


def short_letter(template: str, email: str, subject: str, **context: str) -> EmailMultiAlternatives:
    """Write a letter to one person by two templates of a name, which end in txt and html."""
    text, html = (render_to_string(f"{template}.{end}", _context() | context) for end in ("txt", "html"))
    return _letter(email, subject, text, html)


def _letter(email: str, subject: str, text: str, html: str) -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives(subject, text, _sender(), [email])
    letter.extra_headers["Auto-Submitted"] = "auto-generated"
    letter.attach_alternative(html, "text/html")
    return letter


def _context() -> dict[str, str]:
    return {"SITE_NAME": settings.SITE_NAME, "home": absolute("/")}


def _entry(article: Article) -> dict[str, object]:
    """What a letter prints of an article, as far as the rights of its source reach."""
    return {
        "article": article,
        "summary": shorten(article.summary, SUMMARY_LENGTH),
        "url": absolute(article.get_absolute_url()),
    }


def _sender() -> str:
    """Put the name of the site before the address, where the setting names nobody."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or settings.SITE_NAME, address))


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _identity(day: date, email: str) -> str:
    """Name a letter by its day and reader: if it ever came twice, mail servers know it for the same."""
    told = hmac.digest(settings.SECRET_KEY.encode(), f"{day}:{email}".encode(), hashlib.sha256)
    return f"<{day:%Y%m%d}.{told.hex()[:32]}@{_host()}>"
