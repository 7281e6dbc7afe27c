"""Run an import: inputs → parsed records → batches through the writing door → report."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importers.encodings import EncodingError, detect_encoding
from articles.importers.opening import HEAD_BYTES, UNREADABLE, Input, OpeningError, iter_inputs, printable
from articles.importers.reading import How, Parsed
from articles.importers.registry import FormatError, reader_for
from articles.importers.writing import Incoming, Written, write_in_bulk
from articles.models import BatchState, ImportBatch, ImportedPage, ImportItem, Outcome, Status

COUNTED = ("created", "updated", "unchanged", "conflicts", "rejected")
REPORTED = (
    "read", *COUNTED, "skipped", "near_duplicates", "links_created", "links_resolved", "keywords_created",
)  # fmt: skip
PLACE = {Outcome.CONFLICT: "conflicts"}
# Names of unknown fields come from outside: so many different ones are counted.
MOST_FIELDS = 1000

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
    columns: dict[str, str] = field(default_factory=dict)

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
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(REPORTED, 0)))
    unknown_fields: Counter[str] = field(default_factory=Counter)
    is_interrupted: bool = False
    began: float = field(default_factory=time.monotonic)

    def count_fields(self, extra: dict[str, Any]) -> None:
        known = self.unknown_fields
        known.update(name for name in extra if name in known or len(known) < MOST_FIELDS)

    def as_json(self) -> dict[str, Any]:
        seconds = time.monotonic() - self.began
        rate = self.counts["read"] / seconds if seconds else 0.0
        timing = {"seconds": round(seconds, 3), "articles_per_second": round(rate, 1)}
        fields = dict(self.unknown_fields.most_common())
        return {"batch": self.batch, **self.counts, **timing, "unknown_fields": fields}


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
    is there is unchanged. A dry run does the same in one transaction and takes it all back.
    """
    report = Report()
    batch = ImportBatch(by=options.by, paths=[printable(item) for item in found], options=options.as_json())
    with _taking_back(options.is_dry):
        batch.save()
        report.batch = None if options.is_dry else batch.pk
        try:
            _write_all(_iter_placed(found, options), batch, options, report, keep_reject, watch)
        except KeyboardInterrupt:
            report.is_interrupted = True
        except BaseException:
            _finish(batch, report, BatchState.INTERRUPTED)
            raise
        _finish(batch, report, BatchState.INTERRUPTED if report.is_interrupted else BatchState.FINISHED)
    return report


def import_parsed(parsed: Iterable[Parsed], name: str, *, batch: ImportBatch, options: Options) -> Report:
    """Write what is read already, as the batch given: a page pasted at the desk."""
    report = Report(batch.pk)
    placed = (Placed(name, one) for one in parsed)
    _write_all(placed, batch, options, report, lambda reject: None, lambda report: None)
    _finish(batch, report, BatchState.FINISHED)
    return report


@contextmanager
def _taking_back(is_dry: bool) -> Iterator[None]:
    if not is_dry:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _write_all(
    everything: Iterable[Placed],
    batch: ImportBatch,
    options: Options,
    report: Report,
    keep_reject: KeepReject,
    watch: Watch,
) -> None:
    for placed in _batches(everything, options.batch_size):
        skipped = [item for item in placed if item.parsed.skipped]
        report.counts["skipped"] += len(skipped)
        counts, rejects = _write_batch([x for x in placed if not x.parsed.skipped], batch, options)
        report.counts.update(counts)
        for item in placed:
            report.count_fields(item.parsed.record.extra if item.parsed.record else {})
        for reject in rejects:
            keep_reject(reject)
        watch(report)


def _batches(placed: Iterable[Placed], size: int) -> Iterator[list[Placed]]:
    """Cut into lists of `size`; the articles of one page stay together."""
    chunk: list[Placed] = []
    for item in placed:
        if len(chunk) >= size and not (item.parsed.page and item.parsed.page is chunk[-1].parsed.page):
            yield chunk
            chunk = []
        chunk.append(item)
    if chunk:
        yield chunk


def _iter_placed(found: list[Path | str], options: Options) -> Iterator[Placed]:
    """Read every input; one that cannot be read is a reject of its own, and the others go on."""
    for item in found:
        try:
            for entry in iter_inputs([item]):
                yield from (Placed(entry.name, parsed) for parsed in _read(entry, options))
        except OpeningError as error:
            yield Placed(printable(item), Parsed(0, reason=str(error)))


def _read(entry: Input, options: Options) -> Iterator[Parsed]:
    try:
        with closing(entry.open()) as stream:
            head = _peek(stream)
            encoding = detect_encoding(head) if options.encoding == "auto" else options.encoding
            how = How(encoding, options.columns, entry.name)
            yield from reader_for(options.format, head, encoding)(stream, how)
    except (EncodingError, FormatError, OpeningError) as error:
        yield Parsed(0, reason=str(error))
    except (*UNREADABLE, UnicodeError) as error:
        yield Parsed(0, reason=_("The file cannot be read: %(error)s") % {"error": error})


def _peek(stream: BinaryIO) -> bytes:
    return stream.peek(HEAD_BYTES)[:HEAD_BYTES]  # type: ignore[attr-defined]  # — every input is buffered


def _write_batch(
    placed: list[Placed], batch: ImportBatch, options: Options
) -> tuple[Counter[str], list[dict[str, Any]]]:
    """Write a batch in one transaction; return what to count and what was rejected."""
    with transaction.atomic():
        rejects = _reject_unparsed(placed, batch)
        counts = Counter({"read": len(rejects), "rejected": len(rejects)})
        written = _write_parsed(placed, batch, options, counts)
    rejects += [_reject_of(one) for one in written if one.outcome == Outcome.REJECTED]
    return counts, sorted(rejects, key=lambda reject: (reject["file"], reject["position"]))


def _reject_unparsed(placed: list[Placed], batch: ImportBatch) -> list[dict[str, Any]]:
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
    return rejects


def _reject_of(one: Written) -> dict[str, Any]:
    incoming = one.incoming
    record = one.record.to_json()
    return {
        "file": incoming.file,
        "position": incoming.position,
        "reason": one.reason,
        "record": record,
    }


def _write_parsed(
    placed: list[Placed], batch: ImportBatch, options: Options, counts: Counter[str]
) -> list[Written]:
    records = [item for item in placed if item.parsed.record is not None]
    pages = _keep_pages(records)
    incoming = [_incoming(item, options.defaults(), pages) for item in records]
    written, applied = write_in_bulk(incoming, by=options.by, batch=batch, default_status=options.status)
    _name_articles(records, written, pages)
    counts.update(PLACE.get(one.outcome, str(one.outcome)) for one in written)
    counts.update(
        read=len(written),
        links_created=applied.links_created,
        links_resolved=applied.links_resolved,
        keywords_created=applied.keywords_created,
        near_duplicates=_count_near([w.article.pk for w in written if w.outcome == Outcome.CREATED]),
    )
    return written


def _incoming(item: Placed, defaults: dict[str, Any], pages: dict[str, ImportedPage]) -> Incoming:
    parsed = item.parsed
    assert parsed.record is not None
    page = pages.get(parsed.page.checksum) if parsed.page else None
    record = parsed.record.with_defaults(**defaults)
    if record.id:
        record = record.with_defaults(namespace=parsed.host)
    return Incoming(record, item.file, parsed.position, page)


def _keep_pages(records: list[Placed]) -> dict[str, ImportedPage]:
    """Keep the raw text of each page once, under the name that it came with first."""
    pages = {
        item.parsed.page.checksum: ImportedPage(
            checksum=item.parsed.page.checksum, file=item.file, text=item.parsed.page.text
        )
        for item in reversed(records)
        if item.parsed.page
    }
    if not pages:
        return {}
    ImportedPage.objects.bulk_create(pages.values(), ignore_conflicts=True)
    kept = ImportedPage.objects.filter(checksum__in=pages).defer("text", "fates")
    return {page.checksum: page for page in kept}


def _name_articles(records: list[Placed], written: list[Written], pages: dict[str, ImportedPage]) -> None:
    """Write down what became of each line, with the key of the article that it went into."""
    keys: dict[str, dict[int, int]] = {checksum: {} for checksum in pages}
    for item, one in zip(records, written, strict=True):
        if item.parsed.page and one.article:
            keys[item.parsed.page.checksum][item.parsed.position - 1] = one.article.pk
    for item in records:
        if item.parsed.page:
            page, mine = pages[item.parsed.page.checksum], keys[item.parsed.page.checksum]
            page.fates = [{**fate, "article": mine.get(fate["article"])} for fate in item.parsed.page.fates]
    ImportedPage.objects.bulk_update(pages.values(), ["fates"], batch_size=500)


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
    batch.options["unknown_fields"] = batch.counts.pop("unknown_fields")
    batch.save(update_fields=["state", "finished_at", "counts", "options"])
