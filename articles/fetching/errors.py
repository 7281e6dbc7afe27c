"""The family of errors that everything fetched can end in, and the time that it may take."""

import time

from django.utils.translation import gettext as _


class FetchError(Exception):
    """Nothing usable was fetched; the message is for people and names the value."""


class TooSlow(FetchError):
    """The time for the whole fetch is over."""


class Deadline:
    """The end of a fetch; whatever its steps take, the sum is bounded."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(self.end - time.monotonic(), 0.0)

    def check(self) -> None:
        if not self.left:
            raise self.error()

    def error(self) -> TooSlow:
        return TooSlow(_("No whole answer came within %(seconds)g seconds.") % {"seconds": self.seconds})
