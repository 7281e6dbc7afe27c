"""Page lists by the key of their last article, never by offset, so that page 1000 costs what page 1 does."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest
from django.db.models import QuerySet

from articles.cleaning import LARGEST_KEY
from articles.listing import PAGE_SIZE, Listed
from articles.models import Article

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST = 64

Cursor = tuple[datetime, int]


class BadCursor(BadRequest):
    """The place in the list cannot be read."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a newest-first list; `next` is the place where older articles begin, or ""."""

    articles: list[Article]
    next: str
    is_first: bool


def encode_cursor(article: Article) -> str:
    """Name the place after an article: its publication time in microseconds and its id."""
    return _encode(article.published_at, article.pk)


def _encode(moment: datetime, pk: int) -> str:
    text = f"{(moment - EPOCH) // MICROSECOND},{pk}"
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode_cursor(token: str) -> Cursor:
    """Read a place back; raises BadCursor."""
    if len(token) > LONGEST:
        raise BadCursor(token)
    try:
        padded = token + "=" * (-len(token) % 4)
        moment, pk = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").split(",")
        cursor = EPOCH + int(moment) * MICROSECOND, int(pk)
    except (ValueError, binascii.Error, OverflowError) as error:
        raise BadCursor(token) from error
    if not 0 < cursor[1] <= LARGEST_KEY:
        raise BadCursor(token)
    return cursor


def canonical_cursor(token: str) -> str:
    """Write a place in its one form, or "" where it is none."""
    try:
        moment, pk = decode_cursor(token)
    except BadCursor:
        return ""
    return _encode(moment, pk)


def get_page(articles: QuerySet[Article] | Listed, token: str, *, size: int = PAGE_SIZE) -> Page:
    """Return the page that `token` names; a token that cannot be read means the first page."""
    cursor = None
    if token:
        try:
            cursor = decode_cursor(token)
        except BadCursor:
            cursor = None
    if isinstance(articles, Listed):
        found = articles.read(cursor)
    else:
        found = list((articles.after(cursor) if cursor else articles)[: size + 1])
    more = encode_cursor(found[size - 1]) if len(found) > size else ""
    return Page(found[:size], more, is_first=cursor is None)
