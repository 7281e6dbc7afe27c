"""Tell what a feed brings anew: most of a feed is what it said an hour ago."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models.functions import MD5
from django.utils.translation import gettext as _

from articles.importers.preparing import Placed, Prepared, prepare
from articles.importers.reading import Parsed
from articles.models import Article, Feed

DIGEST = 20
MOST_REJECTS = 1000


@dataclass(slots=True)
class Sifted:
    """The records and rejects of an answer that are to be written, and how many need not be."""

    fresh: list[Placed] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    # Of all rejects, those kept already too: the next read knows them by these.
    reject_digests: list[str] = field(default_factory=list)

    @property
    def rejects(self) -> list[Placed]:
        return [item for item in self.fresh if item.parsed.record is None]


def sift(parsed: Iterable[Parsed], feed: Feed) -> Sifted:
    """Leave out what is here already, what the feed says twice and rejects that are kept; 2 queries."""
    given = list(parsed)
    placed = [
        Placed(feed.url, one, prepare(one.record) if one.record else None) for one in given if not one.skipped
    ]
    placed = _under_known_identities(placed, feed)
    existing = _existing([item.prepared.identity for item in placed if item.prepared])
    sifted = Sifted(skipped=len(given) - len(placed))
    seen: dict[str, str] = {}
    for item in placed:
        _place(_judge(item, existing, seen, feed), existing, sifted, feed)
    return sifted


def _place(item: Placed | None, existing: dict[str, Any], sifted: Sifted, feed: Feed) -> None:
    if item is None or (item.prepared and _is_known(item.prepared, existing)):
        sifted.unchanged += 1
    elif item.prepared:
        sifted.fresh.append(item)
    else:
        _place_reject(item, sifted, feed)


def _place_reject(item: Placed, sifted: Sifted, feed: Feed) -> None:
    digest = _digest(item.parsed)
    if digest not in sifted.reject_digests[:MOST_REJECTS] and digest not in feed.known_rejects:
        sifted.fresh.append(item)
    sifted.reject_digests.append(digest)


def _is_known(prepared: Prepared, existing: dict[str, Any]) -> bool:
    row = existing.get(prepared.identity)
    return row is not None and row["checksum"] == prepared.checksum


def _judge(item: Placed, existing: dict[str, Any], seen: dict[str, str], feed: Feed) -> Placed | None:
    """Return the item, its reject, or None for a record that the feed gives twice."""
    if not item.prepared:
        return item
    identity, checksum = item.prepared.identity, item.prepared.checksum
    if identity in seen:
        return (
            None
            if seen[identity] == checksum
            else _reject(item, _("The feed gives this id twice, with two texts: %(id)s") % {"id": identity})
        )
    seen[identity] = checksum
    row = existing.get(identity)
    if row and row["source"] not in (None, feed.source_id) and not _is_known(item.prepared, existing):
        return _reject(item, _("This id is an article of another source: %(id)s") % {"id": identity})
    return item


def _reject(item: Placed, reason: str) -> Placed:
    record = item.parsed.record
    raw = record.to_json() if record else item.parsed.raw
    return Placed(item.file, replace(item.parsed, record=None, reason=reason, raw=raw))


def _digest(parsed: Parsed) -> str:
    text = json.dumps([parsed.reason, parsed.raw], ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


def _existing(identities: list[str]) -> dict[str, Any]:
    rows = Article.objects.filter(external_id__in=identities).values("external_id", "checksum", "source")
    return {row["external_id"]: row for row in rows}


def _under_known_identities(placed: list[Placed], feed: Feed) -> list[Placed]:
    """Let an item whose id changed keep the identity that it was first read under.

    The sign is the same address and the same headline, from the same source. A feed that gives every
    item one address tells nothing by it.
    """
    digests = _address_digests(placed)
    rows = (
        Article.objects.filter(source=feed.source_id)
        .exclude(source_url="")
        .annotate(digest=MD5("source_url"))
        .filter(digest__in=list(digests))
        .values_list("external_id", "namespace", "source_url", "headline_key")
    )
    known = {(url, key): (identity, namespace) for identity, namespace, url, key in rows}
    given = {item.prepared.identity for item in placed if item.prepared}
    return [_renamed(item, known, given) for item in placed]


def _address_digests(placed: list[Placed]) -> set[str]:
    urls = Counter(item.prepared.url or None for item in placed if item.prepared)
    return {
        hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()
        for url, count in urls.items()
        if url and count == 1
    }


def _renamed(item: Placed, known: dict[tuple[str, str], tuple[str, str]], given: set[str]) -> Placed:
    prepared = item.prepared
    if prepared is None:
        return item
    found = known.get((prepared.url, prepared.headline_key))
    if found is None or found[0] == prepared.identity or found[0] in given or found[1] == "hash":
        return item
    identity, namespace = found
    own = identity.removeprefix(f"{namespace}:") if namespace else None
    record = replace(prepared.record(), id=own, namespace=namespace or None)
    return Placed(item.file, replace(item.parsed, record=record), prepare(record))
