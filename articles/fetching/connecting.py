"""Open one connection to an address that was checked, and to no other."""

import functools
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from socket import SHUT_RDWR
from typing import Any

import certifi
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError

from articles.fetching.addresses import IP, Target, resolve
from articles.fetching.errors import Deadline, FetchError

BROKEN = (HTTPError, HTTPException, LocationParseError, OSError, ssl.SSLError, ValueError)
CONNECT_SECONDS = 10


class Unreachable(FetchError):
    """The server cannot be reached, or does not speak as a web server does."""


@functools.cache
def tls_context() -> ssl.SSLContext:
    """Trust what the system trusts and what browsers trust."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@contextmanager
def connected(target: Target, deadline: Deadline) -> Iterator[HTTPConnection]:
    """Connect to the first address of the host that answers; cut the line when the time is over."""
    connection = _connect(target, resolve(target, deadline), deadline)
    # A socket's timeout is for one read: a byte now and then would hold it for ever.
    watchdog = threading.Timer(deadline.left, _cut, [connection.sock])
    watchdog.daemon = True
    watchdog.start()
    try:
        yield connection
    finally:
        watchdog.cancel()
        connection.close()


def _connect(target: Target, addresses: list[IP], deadline: Deadline) -> HTTPConnection:
    problem: Exception = OSError()
    for address in addresses:
        deadline.check()
        connection = _prepare(target, address, min(CONNECT_SECONDS, deadline.left))
        try:
            connection.connect()
            return connection
        except BROKEN as error:
            connection.close()
            problem = error
    raise Unreachable(
        _("%(host)s cannot be reached: %(error)s") % {"host": target.host, "error": in_short(problem)}
    ) from problem


def _prepare(target: Target, address: IP, timeout: float) -> HTTPConnection:
    """Name the host in TLS and in the certificate's check; the socket goes to the address."""
    common: dict[str, Any] = {"port": target.port, "timeout": timeout}
    if target.scheme == "http":
        return HTTPConnection(str(address), **common)
    return HTTPSConnection(
        str(address),
        ssl_context=tls_context(),
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
        **common,
    )


def _cut(sock: Any) -> None:
    # Of an answer without a length the connection forgets its socket, which the reading still holds.
    with suppress(OSError):
        sock.shutdown(SHUT_RDWR)


def in_short(error: Exception) -> str:
    """Return the innermost word of an error: those of urllib3 hold whole objects."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, Exception):
        return in_short(reason)
    text = str(error.__cause__ or error.__context__ or error) or type(error).__name__
    return text.rsplit(">: ", 1)[-1][:200]
