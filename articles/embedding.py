"""Cards of other services in a body: a link with the name of the service, and nothing loaded from there."""

import re
from urllib.parse import urlsplit

# The services, each under its name and its hosts; static/desk/embedding.js is given the same table.
SERVICES: dict[str, tuple[str, ...]] = {
    "YouTube": ("youtube.com", "youtu.be"),
    "X": ("x.com", "twitter.com"),
    "Facebook": ("facebook.com", "fb.watch"),
    "Instagram": ("instagram.com",),
    "TikTok": ("tiktok.com",),
    "Vimeo": ("vimeo.com",),
    "SoundCloud": ("soundcloud.com",),
    "Telegram": ("t.me", "telegram.me"),
    "Spotify": ("spotify.com",),
    "Dailymotion": ("dailymotion.com", "dai.ly"),
}
_EMBED = re.compile(
    r'<figure data-kind="embed">\s*<a\b[^<>]*\bhref="([^"]*)"[^<>]*>(.*?)</a>(.*?)</figure>', re.DOTALL
)


def service_of(address: str) -> str | None:
    """«https://m.youtube.com/watch?v=1» → «YouTube»; None for any address off the list."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme != "https":
        return None
    return next((name for name, hosts in SERVICES.items() if any(_is_of(host, each) for each in hosts)), None)


def _is_of(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def with_cards(body: str) -> str:
    """Name the service on each card; one of an address off the list is a figure with a plain link."""
    return _EMBED.sub(_card, body)


def _card(found: re.Match) -> str:
    address, words, caption = found.groups()
    service = service_of(address)
    if service is None:
        return f'<figure><a href="{address}">{words}</a>{caption}</figure>'
    name = f'<strong>{service}</strong> <bdi dir="auto">{words}</bdi>'
    link = f'<a href="{address}" rel="noopener nofollow">{name}</a>'
    return f'<figure data-kind="embed">{link}{caption}</figure>'
