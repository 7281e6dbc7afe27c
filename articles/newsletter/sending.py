"""Send the newsletter of a day, once to each reader, though workers die and mail servers rest.

A reader is marked before the letter is handed over and again after it. Who stays marked as taken may have it
and may not: they get none again. What a mail server clearly refused, or wants later, is told apart.
"""

import logging
import re
from datetime import datetime, time, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.models import Delivery, Digest, DigestState, Newsletter, Subscriber
from articles.newsletter.edition import choices, edition, still_public
from articles.newsletter.letters import Written, write

# How long after its hour a newsletter is still news, and how long one may take.
LATEST = timedelta(hours=6)
LOOKS_BACK = timedelta(days=1)
BATCH = 50
PAUSE, MOST_TRIES = timedelta(minutes=10), 3
# An address that was refused so often in a row is erased.
MOST_REFUSALS = 3
# So many letters in a row without an answer, and the mail server is left alone until the next minute.
MOST_SILENT = 3
# No such mailbox, one that moved, one that takes no mail, one that is disabled (RFC 3463, RFC 7505).
_MAILBOX = re.compile(rb"\b5\.(?:1\.(?:1|6|10)|2\.1)\b")
logger = logging.getLogger(__name__)


def hour_of(newsletter: Newsletter, day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(newsletter.hour)))


def next_hour(newsletter: Newsletter) -> datetime:
    """Say when the next newsletter begins."""
    now, today = timezone.now(), timezone.localdate()
    hour = hour_of(newsletter, today)
    is_over = now >= hour + LATEST or Digest.objects.filter(day=today).exists()
    return hour_of(newsletter, today + timedelta(days=1)) if is_over else max(hour, now)


def go_on(*, seconds: float) -> int:
    """Begin the newsletter of the day at its hour, and send for some time; returns how many letters went."""
    newsletter = choices()
    if not (settings.HAS_MAIL and newsletter.is_on):
        return 0
    begin(newsletter)
    digest = Digest.objects.filter(state=DigestState.SENDING).order_by("day").first()
    return _send_for(digest, seconds) if digest else 0


def begin(newsletter: Newsletter) -> Digest | None:
    """Open the newsletter of today, once; what it holds is chosen now."""
    now, today = timezone.now(), timezone.localdate()
    hour = hour_of(newsletter, today)
    if not hour <= now < hour + LATEST or Digest.objects.filter(day=today).exists():
        return None
    articles = [row.pk for row in edition(newsletter.most, since=now - LOOKS_BACK)]
    state = DigestState.SENDING if articles else DigestState.EMPTY
    ended = None if articles else now
    try:
        with transaction.atomic():
            return Digest.objects.create(
                day=today, articles=articles, state=state, began_at=now, ended_at=ended
            )
    except IntegrityError:  # another worker was a moment quicker
        return None


def _send_for(digest: Digest, seconds: float) -> int:
    end, done = monotonic() + seconds, 0
    while monotonic() < end and choices().is_on:
        if timezone.now() >= digest.began_at + LATEST:
            _end(digest, DigestState.CUT)
            break
        numbers = list(due(digest).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not numbers:
            if not _waits(digest).exists():
                _end(digest, DigestState.SENT)
            break
        sent, goes_on = _send_batch(digest, numbers, end)
        done += sent
        if not goes_on:
            break
    return done


def due(digest: Digest) -> QuerySet[Subscriber]:
    """Find who has yet to get a newsletter: they confirmed before it began, and nobody took it for them."""
    never = Q(digest=None) | Q(digest_id__lt=digest.pk)
    again = Q(digest=digest, delivery=Delivery.LATER, again_at__lte=timezone.now())
    return Subscriber.objects.filter(never | again, confirmed_at__lte=digest.began_at)


def _waits(digest: Digest) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(digest=digest, delivery=Delivery.LATER)


def _send_batch(digest: Digest, numbers: list[int], end: float) -> tuple[int, bool]:
    """Send to some; returns how many went, and whether the mail server takes more."""
    articles = still_public(digest.articles)
    if not articles:
        _end(digest, DigestState.CUT)
        return 0, False
    written = write(articles, digest.day)
    sent = silent = 0
    with _Post() as post:
        for number in numbers:
            if monotonic() > end:
                break
            try:
                post.open()
            except (SMTPException, OSError) as error:
                _tell(digest, error)
                return sent, False
            outcome = _send_one(digest, number, written, post)
            sent += outcome == Delivery.SENT
            silent = silent + 1 if outcome == Delivery.TAKEN else 0
            if silent >= MOST_SILENT:
                return sent, False
    return sent, True


class _Post:
    """A connection to the mail server that is opened anew after each trouble."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False

    def __enter__(self):
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def open(self) -> None:
        if not self._is_open:
            self._connection.open()
            self._is_open = True

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._connection.close()

    def send(self, letter: Any) -> None:
        try:
            self._connection.send_messages([letter])
        except BaseException:
            self.close()
            raise


def _send_one(digest: Digest, number: int, written: Written, post: _Post) -> Delivery | None:
    """Take a reader, hand the letter over, and write down what became of it; None where they have left."""
    one = Subscriber.objects.filter(pk=number)
    # One statement on one table: of two workers the second sees what the first wrote, and finds nobody due.
    taken = {"digest": digest, "delivery": Delivery.TAKEN, "tries": F("tries") + 1, "again_at": None}
    if not due(digest).filter(pk=number).update(**taken):
        return None
    email = one.values_list("email", flat=True).first()
    if email is None:
        return None
    try:
        post.send(written.letter(email))
    except (SMTPException, OSError) as error:
        return _note(digest, number, _judge(error), error)
    one.update(delivery=Delivery.SENT, tries=0, refusals=0)
    Digest.objects.filter(pk=digest.pk).update(sent=F("sent") + 1, trouble="")
    return Delivery.SENT


def _judge(error: Exception) -> Delivery:
    """Tell a clear answer of the mail server from silence, in which the letter may have gone out."""
    match error:
        case SMTPRecipientsRefused():
            return Delivery.REFUSED if all(map(_names_mailbox, error.recipients.values())) else Delivery.LATER
        case SMTPSenderRefused() | SMTPDataError():
            return Delivery.LATER
    return Delivery.TAKEN


def _names_mailbox(answer: tuple[int, bytes]) -> bool:
    """Say that an answer is about the mailbox, «550 5.1.1 No such user», and not about us, «554 Denied».

    A server that refuses all that we send must not cost the house its readers.
    """
    code, told = answer
    return 500 <= code < 600 and _MAILBOX.search(told) is not None


def _note(digest: Digest, number: int, outcome: Delivery, error: Exception) -> Delivery:
    one = Subscriber.objects.filter(pk=number)
    if outcome == Delivery.LATER:
        over = one.filter(tries__gte=MOST_TRIES)
        if not over.update(delivery=Delivery.REFUSED, tries=0):
            one.update(delivery=Delivery.LATER, again_at=timezone.now() + PAUSE)
        _tell(digest, error)
    elif outcome == Delivery.REFUSED:
        one.update(delivery=Delivery.REFUSED, tries=0, refusals=F("refusals") + 1)
        Digest.objects.filter(pk=digest.pk).update(refused=F("refused") + 1)
        one.filter(refusals__gte=MOST_REFUSALS).delete()
    else:
        _tell(digest, error)
    return outcome


def _tell(digest: Digest, error: Exception) -> None:
    """Keep what the mail server said, without the addresses it may name."""
    code = getattr(error, "smtp_code", "")
    told = f"{type(error).__name__} {code}".strip()
    logger.warning("The newsletter of %s meets trouble: %s", digest.day, told)
    Digest.objects.filter(pk=digest.pk).update(trouble=told[:300])


def _end(digest: Digest, state: DigestState) -> None:
    rows = Digest.objects.filter(pk=digest.pk, state=DigestState.SENDING)
    rows.update(state=state, ended_at=timezone.now())
