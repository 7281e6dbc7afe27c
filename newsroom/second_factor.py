"""A second factor: the code of a person's own device (RFC 6238), which whoever may publish must give."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

import pyotp
import segno
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.models import RecoveryCode, SecondFactor
from newsroom.notices import Change, tell
from newsroom.sealing import opened, sealed

SECONDS = 30  # how long a code lives
DRIFT = 1  # how many codes a clock may be off
LIMIT = 5
RESTS = timedelta(minutes=15)
CODES = 10
# Neither 0 and O nor 1 and I: people read these off paper.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SESSION_KEY = "second_factor"


class FactorError(Exception):
    """A second factor was not given; the message says what to do."""


class WrongCode(FactorError):
    def __init__(self) -> None:
        super().__init__(_("The code is not right. Each one holds for half a minute, and only once."))


class TooManyTries(FactorError):
    def __init__(self, until: datetime) -> None:
        self.minutes = minutes_until(until)
        told = ngettext(
            "There were too many wrong codes. Wait %(minutes)d minute, then try again.",
            "There were too many wrong codes. Wait %(minutes)d minutes, then try again.",
            self.minutes,
        )
        super().__init__(told % {"minutes": self.minutes})


def minutes_until(moment: datetime) -> int:
    """Round up: who comes back when told finds the door open."""
    return max(1, -int(-(moment - timezone.now()).total_seconds() // 60))


def factor_of(user: Any) -> SecondFactor | None:
    return getattr(user, "second_factor", None)


def should_have(user: Any) -> bool:
    return user.has_perm("articles.publish_article")


def is_required(user: Any) -> bool:
    return settings.REQUIRE_SECOND_FACTOR and should_have(user)


def must_set_up(user: Any) -> bool:
    return factor_of(user) is None and is_required(user)


def must_verify(request: Any) -> bool:
    """Say whether this session still owes the code of the factor that the person has now."""
    factor = factor_of(request.user)
    return factor is not None and request.session.get(SESSION_KEY) != factor.mark


def note_verified(request: Any, factor: SecondFactor) -> None:
    request.session.cycle_key()
    request.session[SESSION_KEY] = factor.mark


def new_secret() -> str:
    return pyotp.random_base32()


def address_of(secret: str, user: Any) -> str:
    """Return what an app reads from the drawn code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.get_username(), issuer_name=settings.SITE_NAME)


def drawn(address: str) -> str:
    """Draw an address as SVG, here and by attributes alone: nothing leaves the house, no style is inline."""
    return segno.make(address, error="m").svg_inline(border=4, dark="#000", light="#fff", omitsize=True)


@transaction.atomic
def set_up(user: Any, secret: str, code: str) -> tuple[SecondFactor, list[str]]:
    """Keep a device whose first code is right, in place of the one before; returns its recovery codes.

    Raises WrongCode.
    """
    step = _step_of(secret, _digits(code))
    if step is None:
        raise WrongCode
    fields = {"secret": sealed(secret), "last_step": step, "set_at": timezone.now(), "failures": 0}
    factor, _made = SecondFactor.objects.update_or_create(person=user, defaults=fields)
    user.second_factor = factor
    tell(user, Change.STEP_SET_UP)
    return factor, _make_codes(user)


@transaction.atomic
def renew_codes(user: Any) -> list[str]:
    """Make new recovery codes, which are shown once; the old ones are worth nothing any more."""
    tell(user, Change.CODES_MADE)
    return _make_codes(user)


def _make_codes(user: Any) -> list[str]:
    codes = ["-".join(_few_letters() for _part in range(3)) for _code in range(CODES)]
    RecoveryCode.objects.filter(person=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=user, digest=_digest(code)) for code in codes)
    return codes


def verify(user: Any, code: str) -> SecondFactor:
    """Take a code of the device or a recovery code, each once. Raises WrongCode, TooManyTries."""
    factor = SecondFactor.objects.get(person=user)
    _take_try(factor)
    if not _is_of_device(factor, _digits(code)):
        _take_recovery(user, code)
    SecondFactor.objects.filter(pk=factor.pk).update(failures=0)
    return factor


@transaction.atomic
def remove(user: Any) -> None:
    found, _each = SecondFactor.objects.filter(person=user).delete()
    RecoveryCode.objects.filter(person=user).delete()
    if found:
        tell(user, Change.STEP_REMOVED)


def forget_tries(user: Any) -> None:
    SecondFactor.objects.filter(person=user).update(failures=0)


def _take_try(factor: SecondFactor) -> None:
    """Count a try before it is looked at, so that many at once are no more than LIMIT."""
    rested = Q(failed_at=None) | Q(failed_at__lt=timezone.now() - RESTS)
    counted = Case(When(rested, then=Value(1)), default=F("failures") + 1)
    allowed = SecondFactor.objects.filter(rested | Q(failures__lt=LIMIT), pk=factor.pk)
    if not allowed.update(failures=counted, failed_at=timezone.now()):
        factor.refresh_from_db()
        raise TooManyTries((factor.failed_at or timezone.now()) + RESTS)


def _is_of_device(factor: SecondFactor, code: str) -> bool:
    """Take a code whose half minute is later than the last one taken: one that was seen is worthless."""
    secret = opened(factor.secret)
    step = _step_of(secret, code) if secret else None
    newer = SecondFactor.objects.filter(pk=factor.pk, secret=factor.secret, last_step__lt=step or 0)
    return step is not None and bool(newer.update(last_step=step))


def _step_of(secret: str, code: str) -> int | None:
    totp, now = pyotp.TOTP(secret), int(timezone.now().timestamp()) // SECONDS
    steps = range(now - DRIFT, now + DRIFT + 1)
    return next((step for step in steps if secrets.compare_digest(totp.generate_otp(step), code)), None)


@transaction.atomic
def _take_recovery(user: Any, code: str) -> None:
    """Raises WrongCode."""
    found, _each = RecoveryCode.objects.filter(person=user, digest=_digest(code)).delete()
    if found != 1:
        raise WrongCode
    tell(user, Change.CODE_USED)


def _digits(code: str) -> str:
    """«٠١٢ ٣٤٥» → «012345»"""
    return "".join(
        str(unicodedata.digit(sign)) for sign in code[:64] if unicodedata.digit(sign, None) is not None
    )


def _digest(code: str) -> str:
    """Each code has 60 random bits, so a plain digest keeps it."""
    kept = "".join(sign for sign in code[:64].upper() if sign in LETTERS)
    return hashlib.sha256(kept.encode()).hexdigest()


def _few_letters() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(4))
