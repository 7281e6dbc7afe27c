"""Tell a database that is gone from a question that was wrong."""

from django.db import InterfaceError, OperationalError
from django.db.utils import Error

# Of SQLSTATE: connections, resources such as a full disk, ends of a session from without. What was cancelled
# took too long, and would again.
_CLASSES, _CANCELLED = ("08", "53", "57"), "57014"
# A server that was made a replica, or is not the primary yet, writes nothing.
_READ_ONLY = "25006"


def is_lost(error: BaseException | None) -> bool:
    """Say whether the server is gone or takes nobody, rather than refuse what was asked."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or (state.startswith(_CLASSES) and state != _CANCELLED)


def is_outage(error: BaseException | None) -> bool:
    """Say whether what failed will go well when the database is back."""
    state = getattr(getattr(error, "__cause__", None), "sqlstate", None)
    return is_lost(error) or (isinstance(error, Error) and state == _READ_ONLY)
