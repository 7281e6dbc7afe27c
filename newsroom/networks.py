"""Bound what one network may ask of the site in an hour, and keep nothing by which it could be named.

The cache counts under hashes whose key is made anew each hour and then forgotten: nobody can tell afterwards
whose a count was. With `CACHE_URL` all processes count together, else each for itself.
"""

import logging
import secrets
import time
from collections.abc import Mapping
from hashlib import blake2b
from ipaddress import ip_address, ip_network

import redis
from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
# What one provider's customers share, in bits by the version of the protocol.
NEIGHBOURHOOD: Mapping[int, int] = {4: 24, 6: 48}
HOUSE: Mapping[int, int] = {4: 32, 6: 56}


def network_of(address: str, bits: Mapping[int, int] = NEIGHBOURHOOD) -> str:
    """Name the network of an address: «192.0.2.7» → «192.0.2.0/24», «2001:db8:1:2::3» → «2001:db8:1::/48».

    An address of the fourth version in the clothes of the sixth is itself; of what is none the name is "".
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ip_network(f"{parsed}/{bits[parsed.version]}", strict=False))


def is_loopback(address: str) -> bool:
    """Say whether who asks is this machine itself: 127.0.0.1, ::1, or a socket, which has no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return True
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback


def is_within_bound(address: str, purpose: str, *, most: int) -> bool:
    """Count one more of the network of an address, and say whether that is within `most` an hour.

    A cache that fails lets nothing pass: nobody would be counted.
    """
    hour = int(time.time()) // HOUR
    try:
        return _count(_name(hour, f"{purpose} {network_of(address)}")) <= most
    except redis.RedisError as error:
        logger.warning("The cache that counts networks does not answer: %s", error)
        return False


def is_flood(address: str, purpose: str, *, most: int) -> bool:
    """Count one more of an address (of IPv6: of a house), and say whether it is over `most` a minute.

    A cache that fails lets all pass: readers search on, uncounted.
    """
    words = f"{purpose} {int(time.time()) // MINUTE} {network_of(address, HOUSE)}"
    try:
        return _count(_name(int(time.time()) // HOUR, words), MINUTE) > most
    except redis.RedisError as error:
        logger.warning("The cache that counts networks does not answer: %s", error)
        return False


def _name(hour: int, words: str) -> str:
    # Several newsrooms may share one Redis.
    digest = blake2b(f"{settings.SITE_URL} {words}".encode(), key=_key_of(hour), digest_size=16)
    return f"network:{hour}:{digest.hexdigest()}"


def _key_of(hour: int) -> bytes:
    name = f"network-secret:{hour}"
    found = cache.get(name)
    if found is None:
        cache.add(name, secrets.token_urlsafe(32), HOUR)
        found = cache.get(name)  # another process may have been first
    return str(found or "").encode()[: blake2b.MAX_KEY_SIZE]


def _count(name: str, seconds: int = HOUR) -> int:
    cache.add(name, 0, seconds)
    try:
        return cache.incr(name)
    except ValueError:  # thrown out between the two
        return 1
