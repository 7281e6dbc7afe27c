"""Take an address in by its owner's word, and let it go at once.

Whoever asks gets one answer, whatever we know of the address; what differs is in the letter to it alone.
"""

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from articles.models import SignUp, Subscriber
from articles.newsletter.letters import confirming_letter, known_letter
from articles.newsletter.limits import address_is_over

MOST_TRIES = 5
# Longer than any handing over takes: who is silent for so long died, and its letter may have gone out.
LOST = timedelta(minutes=10)


def is_offered() -> bool:
    """Without mail there is nothing to sign up for."""
    return settings.HAS_MAIL


def plain(email: str) -> str:
    """Return one spelling for an address: the letters of its case tell no two people apart."""
    return email.strip().lower()


def ask(email: str) -> int | None:
    """Note that an address wants a letter; returns what a job mails, None where it had enough of them."""
    email = plain(email)
    if address_is_over(email):
        return None
    row, _is_new = SignUp.objects.get_or_create(email=email, defaults={"asked_at": timezone.now()})
    return row.pk


def answer(number: int) -> bool:
    """Mail the letter of an address that asked, and forget that it did."""
    now = timezone.now()
    row = SignUp.objects.filter(pk=number, taken_at=None).first()
    if row is None or not SignUp.objects.filter(pk=number, taken_at=None).update(taken_at=now):
        return False
    is_known = Subscriber.objects.filter(email=row.email).exists()
    letter = (known_letter if is_known else confirming_letter)(row.email)
    try:
        get_connection().send_messages([letter])
    except (SMTPException, OSError):
        _put_back(row)
        raise
    row.delete()
    return True


def _put_back(row: SignUp) -> None:
    """Try again some times; an address that no letter reaches is not kept."""
    if row.tries + 1 >= MOST_TRIES:
        row.delete()
    else:
        SignUp.objects.filter(pk=row.pk).update(tries=row.tries + 1, taken_at=None)


def waiting() -> list[int]:
    """Name the addresses that wait, and forget those whose worker died with their letter."""
    SignUp.objects.filter(taken_at__lt=timezone.now() - LOST).delete()
    return list(SignUp.objects.filter(taken_at=None).order_by("pk").values_list("pk", flat=True)[:100])


@transaction.atomic
def confirm(email: str) -> None:
    Subscriber.objects.get_or_create(email=plain(email), defaults={"confirmed_at": timezone.now()})
    SignUp.objects.filter(email=plain(email)).delete()


def leave(email: str) -> None:
    """Erase an address; asking twice is as good as once."""
    Subscriber.objects.filter(email=plain(email)).delete()
    SignUp.objects.filter(email=plain(email)).delete()
