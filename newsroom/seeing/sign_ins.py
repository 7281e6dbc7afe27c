"""Tell how sign-ins end, by the number of the account and never by a name: that stands at the desk."""

import logging
from typing import Any

from newsroom.seeing import meters

WORDS = {
    "failed": "a sign-in failed",
    "locked": "sign-in is locked for a while after many failures",
    "password": "the password of an account was given",  # nosec B105 — the name of an event
    "ended": "an account signed out",
    "step": "the second step of an account was done",
    "step_failed": "a second step failed",
    "step_locked": "the second step of an account is locked for a while",
}
_DAILY = {"password", "ended", "step"}
logger = logging.getLogger("newsroom.sign_in")


def tell_failure(**_given: Any) -> None:
    """The name that was typed may be a password: it is not even looked up."""
    _tell("failed")


def tell_lock(**_given: Any) -> None:
    _tell("locked")


def tell_success(user: Any, **_given: Any) -> None:
    _tell("password", user)


def tell_end(user: Any, **_given: Any) -> None:
    if user is not None:
        _tell("ended", user)


def tell_step(user: Any) -> None:
    _tell("step", user)


def tell_wrong_step(user: Any, *, is_locked: bool) -> None:
    _tell("step_locked" if is_locked else "step_failed", user)


def _tell(outcome: str, user: Any = None) -> None:
    meters.count(meters.sign_ins, outcome)
    level = logging.INFO if outcome in _DAILY else logging.WARNING
    logger.log(level, WORDS[outcome], extra={"account": getattr(user, "pk", None)})
