"""Ask the address of a feed, conditionally, and make parsed records of the answer."""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from articles.fetching import Answer, FetchError, Limits, fetch
from articles.importers import jsonfeed
from articles.importers.detecting import detect_format
from articles.importers.encodings import EncodingError, detect_encoding, is_known_encoding
from articles.importers.opening import HEAD_BYTES, UNREADABLE
from articles.importers.reading import How, Parsed
from articles.importers.registry import FormatError, reader_for
from articles.importers.rss import parse_feed
from articles.models import Feed

LIMITS = Limits(seconds=30, max_bytes=10 * 1024 * 1024, kinds=("text/", "application/"))
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json;q=0.9, application/json;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
# A page, a saved web page or a table is what a server shows instead of the feed that it lost.
FORMATS = ("rss", "ninjs", "newsml", "jsonl")
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding=["']([A-Za-z0-9._-]{1,40})["']""")


class BadStatus(FetchError):
    """The server answers with an error; `retry_after` is how long it asks us to wait, if it does."""

    def __init__(self, answer: Answer) -> None:
        self.status, self.retry_after = answer.status, answer.retry_after
        super().__init__(_("%(url)s answers with %(status)d.") % {"url": answer.url, "status": answer.status})


class Gone(BadStatus):
    """The server says that the feed is gone for good."""


class NotAFeed(FetchError):
    """What came is no feed that we can read."""


def request_feed(feed: Feed, *, limits: Limits = LIMITS, is_conditional: bool = True) -> Answer:
    """Return an answer of 200, or of 304 where nothing is new; raises FetchError."""
    headers = {"Accept": ACCEPT}
    if is_conditional and feed.etag:
        headers["If-None-Match"] = feed.etag
    if is_conditional and feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    answer = fetch(feed.url, limits=limits, headers=headers)
    if answer.status == 410:
        raise Gone(answer)
    if answer.status not in (200, 304):
        raise BadStatus(answer)
    return answer


def read_answer(answer: Answer) -> Iterator[Parsed]:
    """Read the records of an answer; raises NotAFeed where the whole of it cannot be read."""
    try:
        encoding = encoding_of(answer)
        head = answer.body[:HEAD_BYTES].decode(encoding, "replace")
        if jsonfeed.is_json_feed(head):
            yield from jsonfeed.read_text(answer.body.decode(encoding, "replace"), answer.url)
            return
        kind = detect_format(head)
        if kind not in FORMATS:
            raise NotAFeed(_("%(url)s does not answer with a feed.") % {"url": answer.url})
        if kind == "rss":
            yield from parse_feed(answer.body, address=answer.url, encoding=encoding).items
            return
        stream = cast(BinaryIO, io.BufferedReader(io.BytesIO(answer.body), HEAD_BYTES))
        reader = reader_for(kind, answer.body[:HEAD_BYTES], encoding)
        yield from (parsed.finish() for parsed in reader(stream, How(encoding, {}, answer.url)))
    except (EncodingError, FormatError, UnicodeError, *UNREADABLE) as error:
        raise NotAFeed(
            _("%(url)s cannot be read: %(error)s") % {"url": answer.url, "error": error}
        ) from error


def encoding_of(answer: Answer) -> str:
    """Tell the encoding: what XML declares, else what the server says if it fits, else what the bytes are."""
    found = _DECLARED.match(answer.body[:500])
    declared = found[1].decode().lower() if found else answer.charset
    if declared and is_known_encoding(declared) and _fits(answer.body, declared):
        return declared
    return detect_encoding(answer.body[:HEAD_BYTES])


def _fits(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeError:
        return False
    return True
