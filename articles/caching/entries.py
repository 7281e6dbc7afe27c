"""A kept page: its bytes and headers, and the versions that it was made under."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from articles.caching.build import build
from articles.caching.keys import DATABASE, NEVER, parted
from articles.caching.versions import State, versions
from newsroom import clock
from newsroom.middleware import accepts_gzip
from newsroom.seeing.meters import kept_pages

# Made anew with each answer, or true of one connection only.
_OWN_HEADERS = frozenset({"etag", "cache-control", "surrogate-key", "date", "connection", "set-cookie"})
_OF_CONTENT = ("Content-Type", "Content-Length")
# How long a shared cache keeps a page of which no purge tells it, and how long it may give it while it asks.
CDN_SECONDS, CDN_STALE_SECONDS = 3600, 30
# What more would save costs more than it is worth.
_EFFORT = 6
# What an entry weighs beside its body.
_OVERHEAD = 3000


@dataclass(slots=True, eq=False)
class Entry:
    """`packed` is the body under gzip, as nearly all ask for it."""

    packed: bytes
    headers: dict[str, str]
    versions: dict[str, int]
    until: float
    etag: str
    # Which view made it, for whoever counts.
    view: str = ""
    checked: State | None = field(default=None, repr=False)
    hits: Iterator[int] = field(init=False, repr=False)
    unchanged: Iterator[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.hits, self.unchanged = (kept_pages.of(self.view, kind) for kind in ("2xx", "3xx"))

    @property
    def size(self) -> int:
        return len(self.packed) + _OVERHEAD

    def is_current(self, state: State) -> bool:
        """Say whether nothing that the page shows has changed, and its time has not come."""
        if clock.timestamp() >= self.until:
            return False
        if self.checked is not state:
            if versions.of(self.versions, state) != self.versions:
                return False
            self.checked = state
        return True

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Answer whoever finds the page kept, and count it."""
        response = self.answer_uncounted(request)
        next(self.hits if response.status_code == HTTPStatus.OK else self.unchanged)
        return response

    def answer_uncounted(self, request: HttpRequest) -> HttpResponse:
        is_packed, headers = accepts_gzip(request), self.headers | self._caching_headers()
        if is_packed:
            headers["Vary"] = "Accept-Encoding"
        given = request.META.get("HTTP_IF_NONE_MATCH")
        if given and self._matches(given):
            told = {name: value for name, value in headers.items() if name not in _OF_CONTENT}
            return HttpResponseNotModified(headers=told)
        return self._whole(headers, is_packed=is_packed)

    def _whole(self, headers: dict[str, str], *, is_packed: bool) -> HttpResponse:
        body = self.packed if is_packed else gzip.decompress(self.packed)
        encoding = {"Content-Encoding": "gzip"} if is_packed else {}
        return HttpResponse(body, headers=headers | encoding | {"Content-Length": str(len(body))})

    def _matches(self, given: str) -> bool:
        """Compare weakly, as RFC 9110 asks for; a proxy that packs the page may have changed the mark."""
        return any(tag in ("*", self.etag, self.etag.removeprefix("W/")) for tag in parse_etags(given))

    def _caching_headers(self) -> dict[str, str]:
        headers = {"ETag": self.etag, "Cache-Control": "public, max-age=0, must-revalidate"}
        if settings.CDN_PURGE_URL:
            headers |= {
                "Cache-Control": _shared(self.until),
                "Surrogate-Key": " ".join(self.versions.keys() - {DATABASE}),
            }
        return headers

    def dumps(self) -> bytes:
        """Pack for another process: a line of JSON, then the body."""
        told = {name: getattr(self, name) for name in ("headers", "versions", "until", "etag", "view")}
        return json.dumps(told, separators=(",", ":")).encode() + b"\n" + self.packed

    @classmethod
    def loads(cls, packed: bytes) -> "Entry":
        told, body = packed.split(b"\n", 1)
        return cls(packed=body, **json.loads(told))


def _shared(until: float) -> str:
    """Let a shared cache that is purged keep the page, never beyond the moment when it changes by itself."""
    left = max(int(until - clock.timestamp()), 0)
    policy = f"public, max-age=0, s-maxage={min(CDN_SECONDS, left)}"
    is_far = left > CDN_SECONDS + CDN_STALE_SECONDS
    return f"{policy}, stale-while-revalidate={CDN_STALE_SECONDS}" if is_far else policy


def entry_of(
    key: str, response: HttpResponse, keys: set[str], state: State, *, view: str = ""
) -> Entry | None:
    """Keep a page under the versions of before it was made; None for what must not be kept."""
    is_plain = response.status_code == 200 and not response.streaming and NEVER not in keys
    if not is_plain or _is_personal(response):
        return None
    keys, until = parted(keys, state.until)
    found = versions.of(sorted(keys), state)
    if found is None:
        return None
    headers = {name: value for name, value in response.items() if name.lower() not in _OWN_HEADERS}
    packed = gzip.compress(response.content, _EFFORT, mtime=0)
    return Entry(packed, headers, found, until, _etag(key, found, until), view)


def _is_personal(response: HttpResponse) -> bool:
    """What sets a cookie, varies or has a nonce was made for somebody."""
    has_nonce = "'nonce-" in response.headers.get("Content-Security-Policy", "")
    return bool(response.cookies) or response.has_header("Vary") or has_nonce


def _etag(key: str, found: dict[str, int], until: float) -> str:
    """Name build and versions, and the moment until which they speak for the page."""
    told: list[Any] = [build(), key, sorted(found.items()), until]
    return f'W/"{blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()}"'
