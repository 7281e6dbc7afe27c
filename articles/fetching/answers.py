"""What a server answers, read within limits."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.fetching.errors import Deadline, FetchError

CHUNK = 65536
LONGEST_WAIT = 7 * 24 * 3600


class TooLarge(FetchError):
    """The answer is longer than it may be, as sent or unpacked."""


class NotWanted(FetchError):
    """The answer is not of the kind that was asked for."""


@dataclass(slots=True)
class Answer:
    """What came at last; `permanent` is where only permanent redirects led, or ""."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    permanent: str = ""
    hops: list[str] = field(default_factory=list)

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        for part in self.headers.get("Content-Type", "").split(";")[1:]:
            name, _equals, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("'\"").lower()
        return ""

    @property
    def retry_after(self) -> int | None:
        """Return the seconds that the server asks us to wait, a week at most, or None."""
        text = self.headers.get("Retry-After", "").strip()
        if text.isdecimal():
            return min(int(text[:9]), LONGEST_WAIT)
        moment = http_date(text)
        if moment is None:
            return None
        return min(max(int((moment - timezone.now()).total_seconds()), 0), LONGEST_WAIT)


def http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def read_body(response: Any, *, max_bytes: int, deadline: Deadline) -> bytes:
    """Read and unpack a body; neither what is sent nor what comes of it may pass `max_bytes`."""
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:18]) > max_bytes:
        raise too_large(max_bytes)
    body = bytearray()
    for part in _unpacked(_sent(response, max_bytes, deadline), response.headers, max_bytes):
        body += part
        if len(body) > max_bytes:
            raise too_large(max_bytes)
    # The line that the watchdog cut looks like the end of a body without a length.
    deadline.check()
    return bytes(body)


def _sent(response: Any, max_bytes: int, deadline: Deadline) -> Iterator[bytes]:
    read = 0
    for chunk in response.stream(CHUNK, decode_content=False):
        read += len(chunk)
        if read > max_bytes:
            raise too_large(max_bytes)
        deadline.check()
        yield chunk


def _unpacked(chunks: Iterator[bytes], headers: Mapping[str, str], max_bytes: int) -> Iterator[bytes]:
    name = headers.get("Content-Encoding", "").strip().lower()
    if name in ("", "identity"):
        yield from chunks
    elif name in ("gzip", "x-gzip", "deflate"):
        yield from _inflated(chunks, name, max_bytes)
    else:
        raise NotWanted(
            _("The answer is packed as %(name)s, which we did not ask for.") % {"name": name[:80]}
        )


def _inflated(chunks: Iterator[bytes], name: str, max_bytes: int) -> Iterator[bytes]:
    """Unpack a step at a time: no step gives more than what may come in all."""
    unpacker = None
    for chunk in chunks:
        if unpacker is None:
            unpacker = zlib.decompressobj(_window(name, chunk))
        yield from _inflate(unpacker, chunk, max_bytes)
    if unpacker is not None and not unpacker.eof:
        raise NotWanted(_("The packed answer ends early."))


def _inflate(unpacker: Any, data: bytes, max_bytes: int) -> Iterator[bytes]:
    try:
        while data and not unpacker.eof:
            yield unpacker.decompress(data, min(CHUNK, max_bytes + 1))
            data = unpacker.unconsumed_tail
    except zlib.error as error:
        raise NotWanted(_("The packed answer is damaged.")) from error


def _window(name: str, head: bytes) -> int:
    """A "deflate" body has a zlib header by the standard, and none from some servers."""
    if name != "deflate":
        return 16 + zlib.MAX_WBITS
    has_header = len(head) > 1 and head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS


def too_large(max_bytes: int) -> TooLarge:
    return TooLarge(_("The answer is longer than %(most)d kB.") % {"most": max_bytes // 1024})
