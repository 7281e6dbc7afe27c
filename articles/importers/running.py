"""Run an import: inputs → parsed records → batches through the writing door → report."""

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importers.encodings import EncodingError, detect_encoding
from articles.importers.opening import HEAD_BYTES, Input, OpeningError, iter_inputs
from articles.importers.reading import PageText, Parsed
from articles.importers.registry import FormatError, reader_for
from articles.importers.writing import Incoming, write_in_bulk
from articles.models import BatchState, ImportBatch, ImportedPage, ImportItem, Outcome, Status

COUNTED = ("created", "updated", "unchanged", "conflicts", "rejected")
REPORTED = (
    "read", *COUNTED, "skipped", "near_duplicates", "links_created", "links_resolved", "keywords_created",
)  # fmt: skip
PLACE = {Outcome.CONFLICT: "conflicts"}

_NEAR = """
SELECT count(*) FROM articles_article a
WHERE a.id = ANY(%s) AND a.headline_key <> '' AND EXISTS (
    SELECT 1 FROM articles_article b
    WHERE md5(b.headline_key) = md5(a.headline_key) AND b.headline_key = a.headline_key AND b.id <> a.id)
"""


@dataclass(slots=True)
class Options:
    """What the caller asks for; `source` to `published_at` fill only what a record lacks."""

    by: Any
    format: str = "auto"
    encoding: str = "auto"
    source: str | None = None
    section: str | None = None
    namespace: str | None = None
    published_at: datetime | None = None
    status: str = Status.DRAFT
    batch_size: int = 500
    is_dry: bool = False

    def defaults(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("source", "section", "namespace", "published_at")}

    def as_json(self) -> dict[str, Any]:
        names = ("format", "encoding", "source", "section", "namespace", "status", "batch_size", "is_dry")
        date = self.published_at.isoformat() if self.published_at else None
        return {**{name: getattr(self, name) for name in names}, "date": date}


@dataclass(slots=True)
class Report:
    """The counts of a run; `read` is the sum of what became of the records."""

    batch: int | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REPORTED, 0))
    began: float = field(default_factory=time.monotonic)

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] += number

    def add_outcome(self, outcome: str) -> None:
        self.add(PLACE.get(Outcome(outcome), str(outcome)))
        self.add("read")

    def as_json(self) -> dict[str, Any]:
        seconds = time.monotonic() - self.began
        rate = self.counts["read"] / seconds if seconds else 0.0
        timing = {"seconds": round(seconds, 3), "articles_per_second": round(rate, 1)}
        return {"batch": self.batch, **self.counts, **timing}


@dataclass(slots=True)
class Placed:
    """A parsed record and the name of the input that it is from."""

    file: str
    parsed: Parsed


Watch = Callable[[Report], None]
KeepReject = Callable[[dict[str, Any]], None]


def run_import(
    found: list[Path | str], options: Options, *, keep_reject: KeepReject, watch: Watch = lambda report: None
) -> Report:
    """Import everything; each reject is handed to `keep_reject`, the report to `watch` after each batch.

    An interruption keeps what is committed and marks the batch; the same call again goes on, since what
    is there is unchanged. A dry run writes nothing: each batch is counted as if it stood alone.
    """
    report = Report()
    batch = ImportBatch(by=options.by, paths=[str(item) for item in found], options=options.as_json())
    if not options.is_dry:
        batch.save()
        report.batch = batch.pk
    try:
        for placed in _batches(_iter_placed(found, options), options.batch_size):
            _write_batch(placed, batch, options, report, keep_reject)
            watch(report)
    except BaseException:
        _finish(batch, report, BatchState.INTERRUPTED)
        raise
    _finish(batch, report, BatchState.FINISHED)
    return report


def _batches(placed: Iterable[Placed], size: int) -> Iterator[list[Placed]]:
    iterator = iter(placed)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _iter_placed(found: list[Path | str], options: Options) -> Iterator[Placed]:
    """Read every input; one that cannot be read is a reject of its own, and the others go on."""
    for item in found:
        try:
            for entry in iter_inputs([item]):
                yield from (Placed(entry.name, parsed) for parsed in _read(entry, options))
        except OpeningError as error:
            yield Placed(str(item), Parsed(0, reason=str(error)))


def _read(entry: Input, options: Options) -> Iterator[Parsed]:
    try:
        with closing(entry.open()) as stream:
            head = _peek(stream)
            encoding = detect_encoding(head) if options.encoding == "auto" else options.encoding
            yield from reader_for(options.format, head, encoding)(stream, encoding)
    except (EncodingError, FormatError, OpeningError) as error:
        yield Parsed(0, reason=str(error))
    except (OSError, EOFError, zlib.error, BadZipFile, UnicodeError) as error:
        yield Parsed(0, reason=_("The file cannot be read: %(error)s") % {"error": error})


def _peek(stream: BinaryIO) -> bytes:
    return stream.peek(HEAD_BYTES)[:HEAD_BYTES]  # type: ignore[attr-defined]  # — every input is buffered


def _write_batch(
    placed: list[Placed], batch: ImportBatch, options: Options, report: Report, keep_reject: KeepReject
) -> None:
    with transaction.atomic():
        if options.is_dry:
            batch.pk = None
            batch.save(force_insert=True)
        rejects = _reject_unparsed(placed, batch, report)
        rejects += _write_parsed(placed, batch, options, report)
        if options.is_dry:
            transaction.set_rollback(True)
    for reject in sorted(rejects, key=lambda reject: (reject["file"], reject["position"])):
        keep_reject(reject)


def _reject_unparsed(placed: list[Placed], batch: ImportBatch, report: Report) -> list[dict[str, Any]]:
    rejects = [
        {
            "file": item.file,
            "position": item.parsed.position,
            "reason": item.parsed.reason,
            "record": item.parsed.raw,
        }
        for item in placed
        if item.parsed.record is None
    ]
    ImportItem.objects.bulk_create(ImportItem(batch=batch, outcome=Outcome.REJECTED, **r) for r in rejects)
    for _reject in rejects:
        report.add_outcome(Outcome.REJECTED)
    return rejects


def _write_parsed(
    placed: list[Placed], batch: ImportBatch, options: Options, report: Report
) -> list[dict[str, Any]]:
    records = [item for item in placed if item.parsed.record is not None]
    pages = _keep_pages(records)
    incoming = [_incoming(item, options.defaults(), pages) for item in records]
    written, applied = write_in_bulk(incoming, by=options.by, batch=batch, default_status=options.status)
    for one in written:
        report.add_outcome(one.outcome)
    for name in ("links_created", "links_resolved", "keywords_created"):
        report.add(name, getattr(applied, name))
    report.add(
        "near_duplicates",
        _count_near([w.article.pk for w in written if w.outcome == Outcome.CREATED and w.article]),
    )
    return [
        {
            "file": w.incoming.file,
            "position": w.incoming.position,
            "reason": w.reason,
            "record": w.record.to_json(),
        }
        for w in written
        if w.outcome == Outcome.REJECTED
    ]


def _incoming(item: Placed, defaults: dict[str, Any], pages: dict[str, ImportedPage]) -> Incoming:
    parsed = item.parsed
    assert parsed.record is not None
    page = pages.get(parsed.page.checksum) if parsed.page else None
    return Incoming(parsed.record.with_defaults(**defaults), item.file, parsed.position, page)


def _keep_pages(records: list[Placed]) -> dict[str, ImportedPage]:
    """Keep the raw text of each page once, with the newest reading of its lines."""
    texts: dict[str, tuple[PageText, str]] = {
        item.parsed.page.checksum: (item.parsed.page, item.file) for item in records if item.parsed.page
    }
    if not texts:
        return {}
    ImportedPage.objects.bulk_create(
        [
            ImportedPage(checksum=checksum, file=file, text=page.text, fates=page.fates)
            for checksum, (page, file) in texts.items()
        ],
        update_conflicts=True, unique_fields=["checksum"], update_fields=["fates"],
    )  # fmt: skip
    return {
        page.checksum: page for page in ImportedPage.objects.filter(checksum__in=texts).defer("text", "fates")
    }


def _count_near(created: list[int]) -> int:
    """Count new articles that share their folded headline with another; the full search is a later job."""
    if not created:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [created])
        return int(cursor.fetchone()[0])


def _finish(batch: ImportBatch, report: Report, state: str) -> None:
    if report.batch is None:
        return
    batch.state, batch.finished_at, batch.counts = state, timezone.now(), report.as_json()
    batch.save(update_fields=["state", "finished_at", "counts"])
