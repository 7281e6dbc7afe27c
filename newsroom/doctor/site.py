"""The site as readers come to it: its address, who stands in front, and whether it is really this one."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.fetching.connecting import in_short
from newsroom.addresses import absolute
from newsroom.doctor.findings import Check, Finding, error, ok, warning

SECONDS = 4.0
# What machines ask without TLS too, and what is redirected to it as all pages are.
HEALTH, PAGE = "/healthz", "/robots.txt"
WELL = b"ok\n"
REDIRECTS = (301, 302, 307, 308)


def fetch(path: str, **headers: str) -> urllib3.BaseHTTPResponse:
    """Ask the public address for a path, or another, once, following nothing, by a new connection."""
    with urllib3.PoolManager(timeout=urllib3.Timeout(total=SECONDS)) as pool:
        return pool.request("GET", absolute(path), headers=headers, redirect=False, retries=False)


def is_local(host: str) -> bool:
    """Say whether a host is this machine alone: localhost, 127.0.0.1, ::1."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def find_address() -> Iterator[Finding]:
    url = settings.SITE_URL
    if is_local(urlsplit(url).hostname or ""):
        yield warning(
            _("SITE_URL is %(url)s: nobody but this machine can open it.") % {"url": url},
            _("Set the public address, for example SITE_URL=https://news.example.com."),
        )
    elif not settings.IS_HTTPS:
        yield error(
            _("SITE_URL is %(url)s, without https: passwords and sessions travel openly.") % {"url": url},
            _("Get a certificate for the proxy (certbot, for example), and set SITE_URL=https://…"),
        )
    else:
        yield ok(_("SITE_URL is %(url)s.") % {"url": url})


def find_answer() -> Iterator[Finding]:
    """Open the health page through the public address: it also tells whether TLS is believed."""
    told = {"url": f"{settings.SITE_URL}{HEALTH}"}
    try:
        response, page = fetch(HEALTH), fetch(PAGE)
    except urllib3.exceptions.SSLError as failure:
        yield error(
            _("The certificate of %(url)s is not accepted: %(error)s") % {**told, "error": in_short(failure)},
            _("Renew it, or let the proxy send the whole chain (fullchain.pem)."),
        )
        return
    except urllib3.exceptions.HTTPError as failure:
        yield error(
            _("%(url)s does not answer: %(error)s") % {**told, "error": in_short(failure)},
            _("Start web server and proxy; this machine must reach its own public name too."),
        )
        return
    if response.status == 200 and page.status in REDIRECTS:
        response, told = page, {"url": f"{settings.SITE_URL}{PAGE}"}
    yield _judge(response, told)


def _judge(response: urllib3.BaseHTTPResponse, told: dict[str, str]) -> Finding:
    status, location = response.status, response.headers.get("Location", "")
    told = {**told, "status": str(status), "location": location}
    if status == 200 and response.data == WELL:
        return ok(_("%(url)s answers.") % told)
    if status in REDIRECTS and _leads_back(location):
        return error(
            _("%(url)s is sent to itself for ever: the newsroom does not believe that it came over https.")
            % told,
            _("Let the proxy set X-Forwarded-Proto, and name the proxy's address in TRUSTED_PROXIES."),
        )
    if status in REDIRECTS:
        return error(_("%(url)s leads to %(location)s.") % told, _("Set SITE_URL to where readers end up."))
    if status == 400:
        return error(
            _("%(url)s is refused (400): the newsroom gets another Host than ALLOWED_HOSTS allows.") % told,
            _("Let the proxy pass the name on: proxy_set_header Host $host;"),
        )
    if status in (502, 503, 504):
        return error(
            _("The proxy of %(url)s cannot reach the newsroom (%(status)s).") % told,
            _("Start the web server (systemctl status newsroom-web); see where the proxy looks for it."),
        )
    return error(
        _("%(url)s is answered by something else (%(status)s).") % told,
        _("See that the proxy passes this name on to the newsroom."),
    )


def _leads_back(location: str) -> bool:
    """Say whether this is the same site over https; a proxy may pass its name on without the port."""
    asked, led = urlsplit(settings.SITE_URL), urlsplit(location)
    return (led.scheme, led.hostname) == (asked.scheme, asked.hostname)


def find_proxies() -> Iterator[Finding]:
    """Look at who is believed, and whether the proxy lets readers speak in its name."""
    proxies = settings.TRUSTED_PROXIES
    told = {"proxies": ", ".join(proxies)}
    anybody = [entry for entry in proxies if not ip_network(entry, strict=False).prefixlen]
    if anybody:
        yield error(
            _("TRUSTED_PROXIES holds %(proxies)s: anybody may claim any address.")
            % {"proxies": ", ".join(anybody)},
            _("Name the proxies alone, for example TRUSTED_PROXIES=127.0.0.1."),
        )
    elif settings.IS_HTTPS and not proxies:
        yield warning(
            _("SITE_URL is https, but TRUSTED_PROXIES names nobody: every reader has the proxy's address."),
            _("Name who ends TLS, for example TRUSTED_PROXIES=127.0.0.1."),
        )
    elif settings.IS_HTTPS and _passes_claims_on():
        yield error(
            _("The proxy passes on what readers write in X-Forwarded-Proto."),
            _("Let it set the header itself: proxy_set_header X-Forwarded-Proto $scheme;"),
        )
    elif proxies:
        yield ok(_("Proxies that are believed: %(proxies)s.") % told)
    else:
        yield ok(_("No proxy is believed, and without https none is needed."))


def _passes_claims_on() -> bool:
    """Claim to come without TLS: believed, the claim changes the answer."""
    try:
        plain, claimed = fetch(PAGE), fetch(PAGE, **{"X-Forwarded-Proto": "http"})
    except urllib3.exceptions.HTTPError:  # told by the check of the answer
        return False
    return plain.status == 200 and claimed.status in REDIRECTS


CHECKS = (
    Check("address", gettext_lazy("Address of the site"), find_address),
    Check("answer", gettext_lazy("Public address"), find_answer),
    Check("proxies", gettext_lazy("Proxies"), find_proxies),
)
