"""The record: one schema for import, export, revisions and the JSON of an article (DESIGN part 4)."""

import hashlib
import json
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.cleaning import RecordError, as_moment, clean_fields, split_keywords
from articles.sanitizing import body_and_text, is_blank
from newsroom.arabic import fold

__all__ = ["OWN_NAMESPACE", "UNFINISHED", "Record", "RecordError", "as_moment", "split_keywords"]

OWN_NAMESPACE = "newsroom"
# Where the record of an unsaved text keeps what no field could take yet: label of the field → as typed.
UNFINISHED = "unfinished"


@dataclass(slots=True)
class Record:
    """One article as a sender gives it, cleaned: times aware, body still as given.

    `images` hold {"url", "caption", "credit", "alt"} and, in revisions, the "id" of an Image;
    `read_also` and `similar` hold {"headline", "url"} and, in revisions, the "article" picked.
    `extra` are fields that we do not know; `hints` what the text lets an editor guess
    ("published_at") and which fields were or look damaged ("damaged": {"repaired", "suspect"});
    `page` the digest of the page that it came in.
    """

    id: str | None = None
    namespace: str | None = None
    url: str | None = None
    headline: str = ""
    summary: str = ""
    body: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    source: str | None = None
    section: str | None = None
    byline: str = ""
    keywords: list[str] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)
    read_also: list[dict[str, Any]] = field(default_factory=list)
    similar: list[dict[str, Any]] = field(default_factory=list)
    status: str | None = None
    language: str = "ar"
    extra: dict[str, Any] = field(default_factory=dict)
    hints: dict[str, Any] = field(default_factory=dict)
    page: str = ""

    @classmethod
    def from_mapping(cls, data: Any, *, may_be_blank: bool = False) -> "Record":
        """Clean a parsed JSON object; raises RecordError."""
        known, extra = clean_fields(data)
        record = cls(extra=extra, **known)
        if not may_be_blank and not record.headline and not body_and_text(record.body)[1]:
            raise RecordError(_("The record has neither a headline nor a body."))
        return record

    @property
    def needs(self) -> list[str]:
        """List what an editor must supply; nothing is ever invented for it."""
        have = {
            "headline": self.headline,
            "published_at": self.published_at,
            "body": not is_blank(self.body),
        }
        # What is born here is dated by its publication.
        known = ("published_at",) if self.namespace == OWN_NAMESPACE else ()
        return [name for name, value in have.items() if not value and name not in known]

    def with_defaults(self, **defaults: Any) -> "Record":
        """Fill in only what the record lacks."""
        lacking = {k: v for k, v in defaults.items() if v and not getattr(self, k)}
        return replace(self, **lacking) if lacking else self

    def to_json(self) -> dict[str, Any]:
        """Return the record as the contract prints it, with `needs`, and the fields we do not know."""
        own = {name: getattr(self, name) for name in _PRINTED}
        own["published_at"] = _iso(self.published_at)
        own["updated_at"] = _iso(self.updated_at)
        return {**self.extra, **own, "needs": self.needs}

    def checksum(self) -> str:
        """Digest all that the sender gave, whatever the order of its fields and the zone of its times."""
        return self._checksum_of(self.to_json())

    def _checksum_of(self, data: dict[str, Any]) -> str:
        data["published_at"] = self.published_at and self.published_at.timestamp()
        data["updated_at"] = self.updated_at and self.updated_at.timestamp()
        return hashlib.sha256(dump(data)).hexdigest()

    def snapshot(self) -> tuple[bytes, str]:
        """Return the record as the JSON text that a revision keeps, and its checksum."""
        data = self.to_json()
        return dump(data), self._checksum_of(data)

    def identity(self) -> tuple[str, str]:
        """Return (external id, namespace): `namespace:id`, else the address, else `hash:<hex>`."""
        if self.id:
            namespace = self.namespace or "local"
            return f"{namespace}:{self.id}", namespace
        if self.url:
            return self.url, ""
        text = f"{fold(self.headline)}\n{fold(body_and_text(self.body)[1])}"
        return f"hash:{hashlib.sha256(text.encode()).hexdigest()}", "hash"


_PRINTED = [f.name for f in fields(Record) if f.name not in ("extra", "hints", "page")]


def dump(data: Any) -> bytes:
    """Return JSON with sorted keys; whole numbers beyond 64 bits, which the fast way refuses, too."""
    try:
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _iso(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat() if value else None
