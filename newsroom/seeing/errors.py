"""The logger of errors that nobody caught: any handler may be attached to it (`ERROR_HANDLER`)."""

import logging
from typing import Any

from newsroom.seeing import meters
from newsroom.seeing.requests import current, view_of

logger = logging.getLogger("newsroom.errors")


def tell_error(where: str, error: BaseException | None = None) -> None:
    """Tell of an error with its trace; `where` is request or job."""
    meters.count(meters.errors, where)
    request = current.get()
    facts = {} if request is None else {"view": view_of(request)}
    logger.error("An error in a %s", where, exc_info=error or True, extra=facts)


def tell_request_error(**_given: Any) -> None:
    tell_error("request")
