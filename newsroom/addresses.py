"""Absolute addresses, from SITE_URL and never from what a request claims."""

from django.conf import settings
from django.utils.encoding import iri_to_uri

ALREADY_ABSOLUTE = ("https://", "http://")


def absolute(path: str) -> str:
    """Return the public address of a path of this site; an absolute address stays as it is."""
    return iri_to_uri(path if path.startswith(ALREADY_ABSOLUTE) else f"{settings.SITE_URL}{path}")
