import re
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control

STAFF_PREFIX = "/admin/"
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
# Pictures and typefaces are packed by their nature, and what else is static as it is collected.
PACKED_PREFIXES = ("/media/", "/static/")
FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REQUEST_ID",
)


def staff_area_middleware(get_response):
    """Keep admin pages out of every store, and give them the language that the person chose.

    The browser's own languages never count: the admin is Arabic until a person asks for English.
    """

    def respond(request):
        if not request.path.startswith(STAFF_PREFIX):
            return get_response(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        add_never_cache_headers(response)
        patch_cache_control(response, private=True)
        return response

    return respond


def head_middleware(get_response):
    """Answer HEAD with the headers of GET and no body, as RFC 9110 asks; WSGI servers complain otherwise."""

    def respond(request):
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            length = response.headers.get("Content-Length", str(len(response.content)))
            response.content = b""
            response.headers["Content-Length"] = length
        return response

    return respond


def accepts_gzip(request) -> bool:
    """Say whether a request takes gzip: «gzip;q=0» refuses it (RFC 9110, 12.5.3)."""
    return bool(_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def compression_middleware(get_response):
    """Pack what is made for each request, for who takes it so; kept pages (`articles.caching`) come packed.

    Only what is packed varies by encoding: what is plain is right for everybody.
    """
    pack = GZipMiddleware(get_response)

    def respond(request):
        is_packed = accepts_gzip(request) and not request.path.startswith(PACKED_PREFIXES)
        return (pack if is_packed else get_response)(request)

    return respond


def client_address_middleware(get_response):
    """Believe `X-Forwarded-*` and `X-Request-ID` from `TRUSTED_PROXIES` only; from anybody else drop them."""
    trusted = [ip_network(entry, strict=False) for entry in settings.TRUSTED_PROXIES]

    def respond(request):
        if _is_trusted(request.META.get("REMOTE_ADDR", ""), trusted):
            _believe_proxy(request, trusted)
        else:
            request.is_of_unknown_proxy = _is_unknown_proxy(request)
            for name in FORWARDED:
                request.META.pop(name, None)
        return get_response(request)

    return respond


def _is_trusted(address: str, trusted) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def _is_unknown_proxy(request) -> bool:
    """Say whether a proxy of the house that nobody told us of stands before: all have its address."""
    try:
        is_of_house = ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return True  # a socket of this machine
    return is_of_house and "HTTP_X_FORWARDED_FOR" in request.META


def _believe_proxy(request, trusted) -> None:
    """Take the last address that no proxy of ours has."""
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    for address in reversed(chain):
        if not _is_trusted(address, trusted):
            request.META["REMOTE_ADDR"] = address
            break


def client_address(request) -> str:
    return request.META.get("REMOTE_ADDR", "")
