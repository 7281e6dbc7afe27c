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
    return [with_cards(_READ_ALSO.sub(_read_also, body)) for body in with_addresses(bodies)]


def _read_also(found: re.Match) -> str:
    """Say what the link is; where the public may not follow it, there is nothing to read."""
    opening, content = found.groups()
    if "<a " not in content:
        return ""
    return f"{opening}<strong>{escape(pgettext('page', 'Read also'))}:</strong> {content}</p>"


def unlinked(body: str) -> list[str]:
    """List the words of «اقرأ أيضا» lines that lead nowhere and are therefore not printed."""
    found = (match[2] for match in _READ_ALSO.finditer(body))
    return [plain_text(content) for content in found if "<a " not in content]
