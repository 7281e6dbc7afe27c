"""Bounds on asking: per network, per address and for all, under names that tell neither and do not last."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.models import SignUpLimit
from newsroom.networks import network_of

# (tries, within)
PER_NETWORK = (10, timedelta(hours=1))
# One who holds many networks side by side must not use up what all have.
PER_NEIGHBOURS = (60, timedelta(hours=1))
PER_ADDRESS = (3, timedelta(days=1))
FOR_ALL = (600, timedelta(hours=1))
# What one customer of a provider usually has.
CUSTOMER = {4: 32, 6: 56}

_COUNT = """
INSERT INTO articles_signuplimit AS kept (key, tries, until) VALUES (%(key)s, 1, %(until)s)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN kept.until <= %(now)s THEN 1 ELSE kept.tries + 1 END,
    until = CASE WHEN kept.until <= %(now)s THEN excluded.until ELSE kept.until END
RETURNING tries, until
"""


def network_is_over(address: str) -> bool:
    """Count a try of a network, and say whether it was one too many."""
    near = _is_over("network", network_of(address, CUSTOMER), *PER_NETWORK)
    return near or _is_over("neighbours", network_of(address), *PER_NEIGHBOURS)


def address_is_over(email: str) -> bool:
    return _is_over("address", email, *PER_ADDRESS) or _is_over("all", "", *FOR_ALL)


def forget_old() -> None:
    SignUpLimit.objects.filter(until__lte=timezone.now()).delete()


def _is_over(kind: str, what: str, most: int, within: timedelta) -> bool:
    now: datetime = timezone.now()
    given = {"key": _digest(kind, what), "now": now, "until": now + within}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, given)
        tries, _until = cursor.fetchone()
    return tries > most


def _digest(kind: str, what: str) -> str:
    key = f"articles.newsletter.limits:{settings.SECRET_KEY}".encode()
    return hmac.digest(key, f"{kind}:{what}".encode(), hashlib.sha256).hex()
