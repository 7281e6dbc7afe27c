"""Absolute addresses, from SITE_URL and never from what a request claims; and what comes from our pages."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

ALREADY_ABSOLUTE = ("https://", "http://")


@lru_cache(maxsize=10_000)
def path_to(name: str, *args: str | int) -> str:
    """Return the path of a page as `reverse` does; a list prints the same few again and again."""
    return reverse(name, args=args)


def absolute(path: str) -> str:
    """Return the public address of a path of this site; an absolute address stays as it is."""
    return iri_to_uri(path if path.startswith(ALREADY_ABSOLUTE) else f"{settings.SITE_URL}{path}")


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a page of ours made a browser post: all in use tell, by one header or the other."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = (settings.SITE_URL, f"{request.scheme}://{request.get_host()}")
    if origin is not None and origin not in ours:
        return False
    return site == "same-origin" if site is not None else origin is not None


def target_of(request: HttpRequest) -> str:
    """Return where a person of the desk wanted to go (`next`), if it is a page of ours; else the first."""
    target = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else reverse("admin:index")
