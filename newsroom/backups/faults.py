"""What goes wrong with copies, in words for people."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _


class BackupError(Exception):
    """A copy cannot be made, read or restored; the text says why."""


class CannotStart(BackupError):
    """Nothing was touched: the folder, the programs or the copy are not as they must be."""


class Busy(CannotStart):
    """Another process is at work on the folder."""


class Damaged(CannotStart):
    """A copy is not what its manifest says."""


@contextmanager
def told(doing: str) -> Iterator[None]:
    """Turn a refusal of the file system into an error that says what could not be done and why."""
    try:
        yield
    except OSError as error:
        from articles.importers.faults import reason_of  # its words are the same

        values = {"doing": doing, "path": error.filename or "", "error": reason_of(error)}
        message = _("%(doing)s: %(error)s") if not error.filename else _("%(doing)s: %(path)s: %(error)s")
        raise BackupError(message % values) from error
