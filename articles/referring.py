"""Links of a body to our own articles: kept by identity, printed with the address that each has now."""

import re
from collections.abc import Iterable
from html import escape, unescape
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from articles.caching.keys import HOME, depend_on, depend_on_rows
from articles.models import Article
from articles.querysets import public_now

# What is pasted without scripts comes with the host.
_REFERENCE = re.compile(
    rf'<a\b[^<>]*\bhref="(?:{re.escape(settings.SITE_URL)})?/articles/by-external-id/([^"]+)/"[^<>]*>(.*?)</a>',
    re.DOTALL,
)


def reference_to(article: Article) -> str:
    """Return the address by identity, which no change of headline, slug or server touches."""
    return reverse("article-reference", args=[article.external_id])


def identity_in(address: str) -> str:
    """«/articles/by-external-id/tests:%D8%AE/» → «tests:خ»; nothing for any other address."""
    found = _REFERENCE.fullmatch(f'<a href="{escape(address)}"></a>')
    return _identity(found[1]) if found else ""


def with_addresses(bodies: Iterable[str]) -> list[str]:
    """Print the references of bodies as links, in one query, or none where there are no references.

    What the public may not read is printed as its words alone.
    """
    bodies = list(bodies)
    named = {_identity(found[1]) for body in bodies for found in _REFERENCE.finditer(body)}
    if not named:
        return bodies
    addresses = _addresses(named)
    return [_REFERENCE.sub(lambda found: _link(found, addresses), body) for body in bodies]


def _identity(text: str) -> str:
    """«tests:%D8%AE» → «tests:خ»; no NUL, which PostgreSQL refuses."""
    return unquote(unescape(text)).replace("\x00", "")


def _addresses(identities: set[str]) -> dict[str, str]:
    named = Article.objects.filter(external_id__in=identities)
    found = list(named.annotate(is_out=Q(public_now())).only("external_id", "slug"))
    depend_on_rows("article", (article.pk for article in found))
    if len(found) < len(identities):
        depend_on(HOME)  # what is not there may come
    return {article.external_id: article.get_absolute_url() for article in found if article.is_out}


def _link(found: re.Match, addresses: dict[str, str]) -> str:
    address = addresses.get(_identity(found[1]))
    return f'<a href="{escape(address)}">{found[2]}</a>' if address else found[2]
