"""Links of letters: the address they are about is sealed in them, so that the database need not know it."""

import json
import time
from typing import Literal

from django.urls import reverse

from newsroom.addresses import absolute
from newsroom.sealing import opened, sealed

Purpose = Literal["confirm", "leave"]
CONFIRM_SECONDS = 2 * 24 * 3600


def confirm_link(email: str) -> str:
    """Return a link that holds for two days."""
    return _link("newsletter-confirm", "confirm", email, int(time.time()) + CONFIRM_SECONDS)


def leave_link(email: str) -> str:
    """Return a link that always holds: old letters must let go too."""
    return _link("newsletter-leave", "leave", email, 0)


def _link(name: str, purpose: Purpose, email: str, until: int) -> str:
    return absolute(reverse(name, args=[sealed(json.dumps([purpose, email, until]))]))


def email_of(token: str, purpose: Purpose) -> str | None:
    """Return the address that a link is about; None where it is not ours, another's or too old."""
    try:
        given, email, until = json.loads(opened(token) or "null")
    except (ValueError, TypeError):
        return None
    is_over = until and time.time() >= until
    return email if given == purpose and not is_over else None
