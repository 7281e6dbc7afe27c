"""Do for a record all that needs no database, so that any process can do it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.applying import byline_names, link_entries
from articles.deriving import Derived, derive
from articles.importers.copytext import line
from articles.importers.reading import Parsed
from articles.records import Record, dump
from articles.sanitizing import without_keys
from articles.search.indexing import Described, describe_in_bulk
from articles.words import refresh
from newsroom.arabic import analyser_version

_AT_ONCE = 50
# The columns of an article that its record alone decides, in the order of `Prepared.row`.
KNOWN_COLUMNS = (
    "external_id namespace headline headline_key desk_key working_title slug summary body source_url byline "
    "language published_at updated_at withdrawal_note needs hints extra checksum page_key is_touched "
    "has_conflict"
)


@dataclass(slots=True)
class Prepared:
    """A record as rows of COPY text, as far as they can be known, and what a batch must know of it.

    `row` holds KNOWN_COLUMNS, `described` the search row by `analyser_version`, `snapshot` the JSON of the
    record. The record itself is read back from its snapshot where it is wanted: most are not, and two of
    each text would be carried.
    """

    identity: str
    namespace: str
    checksum: str
    headline_key: str
    label: str
    url: str
    needs: list[str]
    published_at: datetime | None
    status: str | None
    source: str | None
    section: str | None
    keywords: list[str]
    authors: list[str]
    images: list[dict[str, Any]]
    links: list[tuple[Any, ...]]
    unknown: list[str]
    hints: dict[str, Any]
    page: str
    row: bytes
    snapshot: bytes
    described: Described
    analyser_version: int

    def record(self) -> Record:
        record = Record.from_mapping(json.loads(self.snapshot))
        record.hints, record.page = self.hints, self.page
        return record


@dataclass(slots=True)
class Placed:
    """What a reader made, and the name of the input that it is from; `prepared` stands for a record."""

    file: str
    parsed: Parsed
    prepared: Prepared | None = None


def prepare(record: Record) -> Prepared:
    return prepare_records([record])[0]


def prepare_records(records: Sequence[Record]) -> list[Prepared]:
    """Work out the rows of records, a few at a time, which bounds the memory that it takes."""
    version = analyser_version()
    return [
        _prepared(record, derived, described, version)
        for first in range(0, len(records), _AT_ONCE)
        for record, derived, described in _worked_out(records[first : first + _AT_ONCE])
    ]


def _worked_out(records: Sequence[Record]) -> Iterator[tuple[Record, Derived, Described]]:
    for record in records:
        record.body = without_keys(record.body)
    derived = [derive(record) for record in records]
    texts = [
        (record.headline, record.summary, one.text) for record, one in zip(records, derived, strict=True)
    ]
    return zip(records, derived, describe_in_bulk(texts), strict=True)


def _prepared(record: Record, derived: Derived, described: Described, version: int) -> Prepared:
    """Keys of pictures and articles mean nothing outside their own site."""
    record.images = [{k: v for k, v in entry.items() if k != "id"} for entry in record.images]
    record.read_also, record.similar = map(_without_keys, (record.read_also, record.similar))
    identity, namespace = record.identity()
    (snapshot, checksum), needs = record.snapshot(), record.needs
    return Prepared(
        identity=identity, namespace=namespace, checksum=checksum, headline_key=derived.headline_key,
        label=record.headline or derived.working_title or identity, url=record.url or "", needs=needs,
        published_at=record.published_at, status=record.status, source=record.source,
        section=record.section, keywords=record.keywords,
        authors=byline_names(record.byline) if record.byline else [], images=record.images,
        links=list(link_entries(record)) if record.read_also or record.similar else [],
        unknown=list(record.extra), hints=record.hints, page=record.page,
        row=_row(record, derived, identity, namespace, checksum, needs).encode(), snapshot=snapshot,
        described=described, analyser_version=version,
    )  # fmt: skip


def _row(
    record: Record, derived: Derived, identity: str, namespace: str, checksum: str, needs: list[str]
) -> str:
    return line(
        identity, namespace, record.headline, derived.headline_key, derived.desk_key, derived.working_title,
        derived.slug, record.summary, derived.body, record.url or "", record.byline, record.language or "ar",
        record.published_at, record.updated_at, "", f"{{{','.join(needs)}}}", dump(record.hints).decode(),
        dump(record.extra).decode(), checksum, record.page, False, False,
    )  # fmt: skip


def _without_keys(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in entry.items() if k != "article"} for entry in entries]


def load_tables() -> None:
    """Read the word tables now, so that processes forked from this one share them and keep to them."""
    refresh()
    prepare(Record(headline="الحريات", body="الحريات"))


def prepare_in_bulk(placed: Sequence[Placed], defaults: dict[str, Any]) -> list[Placed]:
    """Read what is still to be read of `placed`, fill in what the caller gave, and prepare it."""
    read = [item if item.prepared else _read(item, defaults) for item in placed]
    waiting = [item for item in read if item.parsed.record and not item.prepared]
    prepared = prepare_records([item.parsed.record for item in waiting if item.parsed.record])
    for item, one in zip(waiting, prepared, strict=True):
        item.prepared, item.parsed.record = one, None
    return read


def _read(item: Placed, defaults: dict[str, Any]) -> Placed:
    parsed = item.parsed.finish()
    if parsed.record is not None:
        record = parsed.record.with_defaults(**defaults)
        parsed.record = record.with_defaults(namespace=parsed.host) if record.id else record
    return Placed(item.file, parsed)


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


def join_chunks(chunks: Iterable[list[Placed]], size: int) -> Iterator[list[Placed]]:
    """Join chunks, each whole, until there are `size` records."""
    joined: list[Placed] = []
    for chunk in chunks:
        joined += chunk
        if len(joined) >= size:
            yield joined
            joined = []
    if joined:
        yield joined
