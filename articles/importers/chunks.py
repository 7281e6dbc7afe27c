"""Write one chunk of an import: its records, its rejects, its pages and what became of each line."""

from collections import Counter
from typing import Any

from articles.importers.copying import Names
from articles.importers.preparing import Placed
from articles.importers.reports import Options
from articles.importers.writing import Incoming, Written, write_in_bulk
from articles.models import ImportBatch, ImportedPage, ImportItem, Outcome

PLACE = {Outcome.CONFLICT: "conflicts"}


def write_chunk(
    placed: list[Placed], batch: ImportBatch, options: Options, names: Names | None = None
) -> tuple[Counter[str], list[dict[str, Any]]]:
    """Write prepared records and rejects; return what to count and the rejects, both in their order.

    The caller holds the transaction.
    """
    told = [item for item in placed if not item.parsed.skipped]
    rejects = _reject_unparsed(told, batch)
    counts = Counter(read=len(rejects), rejected=len(rejects), skipped=len(placed) - len(told))
    written = _write_parsed(told, batch, options, counts, names)
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
        if item.prepared is None
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
    placed: list[Placed],
    batch: ImportBatch,
    options: Options,
    counts: Counter[str],
    names: Names | None,
) -> list[Written]:
    records = [item for item in placed if item.prepared]
    pages = _keep_pages(records)
    incoming = [_incoming(item, pages) for item in records]
    written, applied = write_in_bulk(
        incoming, by=options.by, batch=batch, default_status=options.status, names=names
    )
    _name_articles(records, written, pages)
    taken = [one for one in written if not one.is_left_out]
    counts.update(PLACE.get(one.outcome, str(one.outcome)) for one in taken)
    counts.update(
        read=len(taken),
        skipped=len(written) - len(taken),
        links_created=applied.links_created,
        links_resolved=applied.links_resolved,
        keywords_created=applied.keywords_created,
        near_duplicates=applied.near_duplicates,
        withdrawn_copies=applied.withdrawn_copies,
    )
    return written


def _incoming(item: Placed, pages: dict[str, ImportedPage]) -> Incoming:
    parsed = item.parsed
    page = pages.get(parsed.page.checksum) if parsed.page else None
    return Incoming(None, item.file, parsed.position, page, item.prepared)


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
        if item.parsed.page and one.key:
            keys[item.parsed.page.checksum][item.parsed.position - 1] = one.key
    for item in records:
        if item.parsed.page:
            page, mine = pages[item.parsed.page.checksum], keys[item.parsed.page.checksum]
            page.fates = [{**fate, "article": mine.get(fate["article"])} for fate in item.parsed.page.fates]
    ImportedPage.objects.bulk_update(pages.values(), ["fates"], batch_size=500)
