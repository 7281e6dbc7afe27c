"""Bodies as readers get them, on pages and in feeds."""

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.translation import pgettext

from articles.embedding import with_cards
from articles.referring import with_addresses
from articles.sanitizing import plain_text

_READ_ALSO = re.compile(r'(<p\b[^<>]*\bdata-kind="read-also"[^<>]*>)(.*?)</p>\s*', re.DOTALL)


def printed(bodies: Iterable[str]) -> list[str]:
    """Print references, cards and «اقرأ أيضا» of bodies, all references in one query."""
    return [with_cards(_READ_ALSO.sub(_labelled, body)) for body in resolved(bodies)]


def resolved(bodies: Iterable[str]) -> list[str]:
    """Give references the address of today, in one query; a «اقرأ أيضا» that leads nowhere is left out.

    Its words are the headline of another article, which readers may not have.
    """
    return [_READ_ALSO.sub(_linked, body) for body in with_addresses(bodies)]


def own_text(body: str) -> str:
    """Return the plain text of a body without its «اقرأ أيضا», which tell of other articles."""
    return plain_text(_READ_ALSO.sub("", body))


def unlinked(body: str) -> list[str]:
    """List the words of «اقرأ أيضا» lines that lead nowhere and are therefore not printed."""
    return [plain_text(found[2]) for found in _READ_ALSO.finditer(body) if not _linked(found)]


def _linked(found: re.Match) -> str:
    return found[0] if "<a " in found[2] else ""


def _labelled(found: re.Match) -> str:
    opening, content = found.groups()
    return f"{opening}<strong>{escape(pgettext('page', 'Read also'))}:</strong> {content}</p>"
