"""Do for a record all that needs no database, so that any process can do it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.applying import byline_names, link_entries
from articles.deriving import Derived, derive
from articles.importers.reading import Parsed
from articles.records import Record


@dataclass(slots=True)
class Prepared:
    """A record with its identity, its digests and its rows as far as they can be known."""

    record: Record
    identity: str
    namespace: str
    checksum: str
    derived: Derived
    snapshot: str
    authors: list[str] = field(default_factory=list)
    links: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(slots=True)
class Placed:
    """What a reader made, and the name of the input that it is from."""

    file: str
    parsed: Parsed
    prepared: Prepared | None = None


def prepare(record: Record) -> Prepared:
    """Work out the rows of a record; keys of pictures and articles mean nothing outside their own site."""
    record.images = [{k: v for k, v in entry.items() if k != "id"} for entry in record.images]
    record.read_also, record.similar = map(_without_keys, (record.read_also, record.similar))
    identity, namespace = record.identity()
    return Prepared(
        record,
        identity,
        namespace,
        record.checksum(),
        derive(record, with_search=True),
        record.snapshot().decode(),
        byline_names(record.byline) if record.byline else [],
        list(link_entries(record)) if record.read_also or record.similar else [],
    )


def _without_keys(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in entry.items() if k != "article"} for entry in entries]


def prepare_in_bulk(placed: Sequence[Placed], defaults: dict[str, Any]) -> list[Placed]:
    """Read what is still to be read of `placed`, fill in what the caller gave, and prepare it."""
    return [_prepared(item, defaults) for item in placed]


def _prepared(item: Placed, defaults: dict[str, Any]) -> Placed:
    parsed = item.parsed.finish()
    if parsed.record is None:
        return Placed(item.file, parsed)
    record = parsed.record.with_defaults(**defaults)
    if record.id:
        record = record.with_defaults(namespace=parsed.host)
    parsed.record = record
    return Placed(item.file, parsed, prepare(record))


def iter_chunks(placed: Iterator[Placed], size: int) -> Iterator[list[Placed]]:
    """Cut into lists of `size`; the articles of one page stay together."""
    chunk: list[Placed] = []
    for item in placed:
        if len(chunk) >= size and not (item.parsed.page and item.parsed.page is chunk[-1].parsed.page):
            yield chunk
            chunk = []
        chunk.append(item)
    if chunk:
        yield chunk
