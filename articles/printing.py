"""Bodies as readers get them, on pages and in feeds."""

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.translation import pgettext

from articles.embedding import with_cards
from articles.picturing import Drawing, elsewhere, on_page, with_pictures
from articles.referring import with_addresses
from articles.sanitizing import READ_ALSO, plain_text


def printed(bodies: Iterable[str], draw: Drawing = on_page) -> list[str]:
    """Print references, cards, «اقرأ أيضا» and pictures of bodies, all of a kind in one query."""
    return [with_cards(READ_ALSO.sub(_labelled, body)) for body in resolved(bodies, draw)]


def resolved(bodies: Iterable[str], draw: Drawing = elsewhere) -> list[str]:
    """Give references and pictures the address of today; a «اقرأ أيضا» that leads nowhere is left out.

    Its words are the headline of another article, which readers may not have.
    """
    linked = (READ_ALSO.sub(_linked, body) for body in with_addresses(bodies))
    return with_pictures(linked, draw)


def unlinked(body: str) -> list[str]:
    """List the words of «اقرأ أيضا» lines that lead nowhere and are therefore not printed."""
    return [plain_text(found[2]) for found in READ_ALSO.finditer(body) if not _linked(found)]


def _linked(found: re.Match) -> str:
    return found[0] if "<a " in found[2] else ""


def _labelled(found: re.Match) -> str:
    opening, content = found.groups()
    return f"{opening}<strong>{escape(pgettext('page', 'Read also'))}:</strong> {content}</p>"
