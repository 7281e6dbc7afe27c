"""Which addresses may be fetched: public ones, and those that an administrator listed."""

import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from articles.fetching.errors import Deadline, FetchError
from articles.models import AllowedNetwork

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
URL_LENGTH = 2000
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What not every Python knows to be special; the tunnels (6to4, Teredo, IPv4-compatible) embed any address.
NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10", "192.88.99.0/24", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2002::/16",
        "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
# Characters that mean something in an address, and so stay; letters of other scripts are escaped.
SAFE = "!#$%&'()*+,/:;=?@[]~-._"
# A resolver has no time limit of its own.
_RESOLVERS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="resolver")


class BadAddress(FetchError):
    """This is no web address that we fetch."""


class AddressRefused(FetchError):
    """The address leads into a private network, or to a port that is not listed."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked web address, taken apart; `host` is in ASCII."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def check_url(url: str) -> Target:
    """Take a web address apart; raises BadAddress."""
    if len(url) > URL_LENGTH or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        raise BadAddress(_("This is not a web address: %(url)s") % {"url": url[:200]})
    try:
        parts = urlsplit(url)
        port, host = parts.port, _ascii_host(parts.hostname or "")
    except ValueError as error:
        raise BadAddress(_("This is not a web address: %(url)s") % {"url": url[:200]}) from error
    if parts.scheme not in PORTS or not host or port == 0:
        raise BadAddress(_("This is not a web address: %(url)s") % {"url": url[:200]})
    if "@" in parts.netloc:
        raise BadAddress(
            _("The address holds a name or a password; they are not sent: %(host)s") % {"host": host}
        )
    path = quote(parts.path or "/", safe=SAFE)
    query = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
    return Target(url, parts.scheme, host, port or PORTS[parts.scheme], path + query)


def _ascii_host(host: str) -> str:
    """«موقع.example» → "xn--4gbrim.example"; an address in brackets stays."""
    if ":" in host:
        return str(ipaddress.IPv6Address(host.split("%", 1)[0]))
    return host.rstrip(".").encode("idna").decode("ascii").lower() if host else ""


def resolve(target: Target, deadline: Deadline) -> list[IP]:
    """Return the addresses of a host, each of them allowed; one that is not refuses them all.

    The connection is made to one of these and the name is not asked again, so an answer that
    changes in between (DNS rebinding) changes nothing.
    """
    found = _look_up(target, deadline)
    for address in found:
        if not may_reach(address, target):
            raise AddressRefused(
                _("%(host)s leads to %(address)s, port %(port)d, which may not be fetched from.")
                % {"host": target.host, "address": address, "port": target.port}
            )
    return found


def _look_up(target: Target, deadline: Deadline) -> list[IP]:
    asked = _RESOLVERS.submit(socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM)
    try:
        rows: list[Any] = asked.result(timeout=deadline.left)
    except FutureTimeout as error:
        raise deadline.error() from error
    except (OSError, UnicodeError) as error:
        raise FetchError(_("The name %(host)s is not known.") % {"host": target.host}) from error
    addresses = [ipaddress.ip_address(row[4][0].split("%", 1)[0]) for row in rows]
    if not addresses:
        raise FetchError(_("The name %(host)s is not known.") % {"host": target.host})
    return list(dict.fromkeys(addresses))


def may_reach(address: IP, target: Target) -> bool:
    """Say whether an address is public and its port the usual one; else whether it is listed."""
    if is_public(address) and target.port == PORTS[target.scheme]:
        return True
    return AllowedNetwork.objects.allows(address, target.port, usual=PORTS[target.scheme])


def is_public(address: IP) -> bool:
    """Say whether an address is one of the public internet: 127.0.0.1 → False, ::ffff:10.0.0.1 → False."""
    if isinstance(address, ipaddress.IPv6Address) and (inside := embedded(address)):
        return is_public(inside)
    if any(address in network for network in NEVER if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for: ::ffff:10.0.0.1 → 10.0.0.1."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
