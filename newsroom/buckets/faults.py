"""Why a bucket refuses, in words for people, as the errors of a file system come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from boto3.exceptions import Boto3Error
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)
from botocore.exceptions import ConnectionError as NoConnection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from urllib3.exceptions import HTTPError

BROKEN_OFF = (HTTPClientError, IncompleteReadError, NoConnection, HTTPError)
KINDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Promise], ...] = (
    (NoCredentialsError, gettext_lazy("no key is given to it")),
    (SSLError, gettext_lazy("its certificate is not believed")),
    ((ConnectTimeoutError, ReadTimeoutError), gettext_lazy("it does not answer in time")),
    (EndpointConnectionError, gettext_lazy("it cannot be reached")),
    (BROKEN_OFF, gettext_lazy("the connection to it broke off")),
)
CODES: dict[str, Promise] = {
    "NoSuchBucket": gettext_lazy("the bucket does not exist"),
    "AccessDenied": gettext_lazy("it denies access"),
    "InvalidAccessKeyId": gettext_lazy("it does not know the key"),
    "SignatureDoesNotMatch": gettext_lazy("it does not accept the secret"),
    "RequestTimeTooSkewed": gettext_lazy("the clock of this machine is wrong"),
    "SlowDown": gettext_lazy("it has too much to do"),
}
STATUSES: dict[int, Promise] = {
    403: gettext_lazy("it denies access"),
    429: gettext_lazy("it has too much to do"),
    507: gettext_lazy("it is full"),
}
_GONE = ("NoSuchKey", "404")
# boto3 wraps some, urllib3's come from bodies that are read.
_ALL = (BotoCoreError, ClientError, Boto3Error, HTTPError)


class Refused(OSError):
    """The bucket refuses now; the text says why. What `passes` may be well in a moment, as a network."""

    def __init__(self, reason: str, *, passes: bool) -> None:
        super().__init__(reason)
        self.strerror, self.reason, self.passes = reason, reason, passes


@contextmanager
def as_files_do() -> Iterator[None]:
    """Turn what boto3 raises into FileNotFoundError or Refused, which whoever works with files awaits."""
    try:
        yield
    except _ALL as error:
        raise translated(error) from error


def translated(error: Exception) -> OSError:
    if not isinstance(error, ClientError):
        cause = error.__cause__ or error.__context__
        if isinstance(error, Boto3Error) and isinstance(cause, _ALL):
            return translated(cause)
        told = next((str(text) for kind, text in KINDS if isinstance(error, kind)), str(error))
        return Refused(told, passes=isinstance(error, BROKEN_OFF))
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _GONE:
        return FileNotFoundError(2, _("there is no such path"))
    told = CODES.get(code) or STATUSES.get(status) or _("it answers %(status)d (%(code)s)")
    return Refused(str(told) % {"status": status, "code": code}, passes=status >= 500 or status == 429)


class Rest:
    """Ask nobody for a moment who just did not answer: a reader's thread is worth more than the question."""

    def __init__(self, seconds: float, now: Callable[[], float] = monotonic) -> None:
        self.seconds, self.now = seconds, now
        self.until, self.reason = 0.0, ""

    @contextmanager
    def watching(self) -> Iterator[None]:
        if self.now() < self.until:
            raise Refused(self.reason, passes=True)
        try:
            with as_files_do():
                yield
        except Refused as refused:
            if refused.passes:
                self.until, self.reason = self.now() + self.seconds, refused.reason
            raise
