"""Do for a record all that needs no database, so that any process can do it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.applying import byline_names, link_entries
from articles.deriving import Derived, derive
from articles.importers.copytext import line, text_field
from articles.importers.reading import Parsed
from articles.records import Record, dump
from articles.words import refresh
from newsroom.arabic import analyser_version

# The columns of an article that its record alone decides, in the order of `Prepared.row`.
KNOWN_COLUMNS = (
    "external_id namespace headline headline_key desk_key working_title slug summary body source_url byline "
    "language published_at updated_at withdrawal_note needs hints extra checksum page_key is_touched "
    "has_conflict"
)


@dataclass(slots=True)
class Prepared:
    """A record as rows of COPY text, as far as they can be known, and what a batch must know of it.

    `row` holds KNOWN_COLUMNS, `vector` the tsvector by
    `analyser_version`, `snapshot` the JSON of the record. The record itself
    is read back from its snapshot where it is wanted: most are not, and two of each text would be carried.
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
    vector: bytes
    analyser_version: int
    snapshot: bytes
    numbers: bytes
    shingles: list[int]
    probes: list[int]
    terms: list[int]

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
    """Work out the rows of a record; keys of pictures and articles mean nothing outside their own site."""
    record.images = [{k: v for k, v in entry.items() if k != "id"} for entry in record.images]
    record.read_also, record.similar = map(_without_keys, (record.read_also, record.similar))
    identity, namespace = record.identity()
    version = analyser_version()
    derived = derive(record, with_search=True)
    (snapshot, checksum), needs = record.snapshot(), record.needs
    described = derived.described
    assert described is not None
    return Prepared(
        identity=identity, namespace=namespace, checksum=checksum, headline_key=derived.headline_key,
        label=record.headline or derived.working_title or identity, url=record.url or "", needs=needs,
        published_at=record.published_at, status=record.status, source=record.source,
        section=record.section, keywords=record.keywords,
        authors=byline_names(record.byline) if record.byline else [], images=record.images,
        links=list(link_entries(record)) if record.read_also or record.similar else [],
        unknown=list(record.extra), hints=record.hints, page=record.page,
        row=_row(record, derived, identity, namespace, checksum, needs).encode(),
        vector=text_field(described.vector).encode(), analyser_version=version, snapshot=snapshot,
        numbers=described.numbers, shingles=described.shingles, probes=described.probes,
        terms=described.terms,
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
    return [_prepared(item, defaults) for item in placed]


def _prepared(item: Placed, defaults: dict[str, Any]) -> Placed:
    if item.prepared:
        return item
    parsed = item.parsed.finish()
    if parsed.record is None:
        return Placed(item.file, parsed)
    record = parsed.record.with_defaults(**defaults)
    if record.id:
        record = record.with_defaults(namespace=parsed.host)
    parsed.record = None
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
