"""Secrets that the database keeps sealed: whoever reads a backup of it has no use of them."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = b"newsroom.sealing"


def sealed(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def opened(text: str) -> str | None:
    """Return what was sealed with the key of the house or an earlier one; None where neither opens it."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """Part this use of the key from signing: SECRET_KEY has entropy enough for a plain HMAC."""
    return base64.urlsafe_b64encode(hmac.digest(key.encode(), PURPOSE, hashlib.sha256))
