"""Run an import: inputs → prepared records → chunks through the writing door → report."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from articles.importers.chunks import write_chunk
from articles.importers.copying import Names
from articles.importers.inputs import Gauge, iter_placed
from articles.importers.memory import hold_little
from articles.importers.opening import printable
from articles.importers.pool import map_in_order
from articles.importers.preparing import Placed, iter_chunks, join_chunks, load_tables, prepare_in_bulk
from articles.importers.reports import COUNTED, Options, Report
from articles.importers.sweeping import speed_up, sweep, swept
from articles.models import BatchState, ImportBatch
from articles.search.words import take_usual
from newsroom import database

__all__ = ["COUNTED", "Options", "Report", "run_import"]

# A server that restarts is back within a minute or two.
PATIENCE_SECONDS = 180
# A chunk is prepared in parts: every process holds the memory of what it has in hand.
PARTS = 4

Watch = Callable[[Report], None]
KeepReject = Callable[[dict[str, Any]], None]
Told = tuple["Counter[str]", list[dict[str, Any]]]
logger = logging.getLogger(__name__)


def run_import(
    found: list[Path | str], options: Options, *, keep_reject: KeepReject, watch: Watch = lambda report: None
) -> Report:
    """Import everything; each reject is handed to `keep_reject`, the report to `watch` after each chunk.

    An interruption keeps what is committed and marks the batch; the same call again goes on, since what
    is there is unchanged. A dry run does the same in one transaction and takes it all back.
    """
    report = Report()
    batch = ImportBatch(by=options.by, paths=[printable(item) for item in found], options=options.as_json())
    with _taking_back(options.is_dry):
        batch.save()
        report.batch = None if options.is_dry else batch.pk
        try:
            _write_all(found, batch, options, report, keep_reject, watch)
        except KeyboardInterrupt:
            report.is_interrupted = True
        except BaseException:
            _finish(batch, report, BatchState.INTERRUPTED)
            raise
        _finish(batch, report, BatchState.INTERRUPTED if report.is_interrupted else BatchState.FINISHED)
    return report


@contextmanager
def _taking_back(is_dry: bool) -> Iterator[None]:
    if not is_dry:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    sweep()  # what is taken back waits to enter the indexes, too


def _write_all(
    found: list[Path | str],
    batch: ImportBatch,
    options: Options,
    report: Report,
    keep_reject: KeepReject,
    watch: Watch,
) -> None:
    load_tables()
    hold_little()
    gauge = Gauge(found, tick=lambda: _tell(gauge, report, watch))
    report.bytes_total = gauge.total
    parts = iter_chunks(iter_placed(found, options, gauge), ceil(options.batch_size / PARTS))
    prepare = partial(prepare_in_bulk, defaults=options.defaults())
    names = Names()
    mapped = map_in_order(prepare, parts, take_usual, processes=options.processes, few=PARTS)
    with closing(mapped) as prepared, closing(swept(join_chunks(prepared, options.batch_size))) as chunks:
        for chunk in chunks:
            counts, rejects = _write_patiently(chunk, names, batch, options, report)
            report.add(counts, (item.prepared.unknown for item in chunk if item.prepared))
            for reject in rejects:
                keep_reject(reject)
            _tell(gauge, report, watch)


def _tell(gauge: Gauge, report: Report, watch: Watch) -> None:
    report.bytes_read = gauge.done
    watch(report)


def _write_patiently(
    chunk: list[Placed], names: Names, batch: ImportBatch, options: Options, report: Report
) -> Told:
    """Write a chunk; where the server goes away or breaks a deadlock, wait for it and write it again."""
    told: list[Told] = []
    give_up = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            _write(chunk, names, batch, options, report, told)
            return told[-1]
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block or time.monotonic() > give_up:
                raise
            names.forget()
            logger.warning("The database broke off: %s", str(error).split("\n")[0])
            if _is_written(batch, report, told, give_up):
                return told[-1]


def _write(
    chunk: list[Placed],
    names: Names,
    batch: ImportBatch,
    options: Options,
    report: Report,
    told: list[Told],
) -> None:
    with transaction.atomic():
        speed_up()
        told.append(write_chunk(chunk, batch, options, names))
        batch.beat(report.counts_after(told[-1][0]))


def _is_written(batch: ImportBatch, report: Report, told: list[Told], give_up: float) -> bool:
    """Reconnect, and tell whether the chunk was committed before the connection broke."""
    while True:
        try:
            connection.close()
            database.ensure_running()
            counts = ImportBatch.objects.values_list("counts", flat=True).get(pk=batch.pk)
        except (OperationalError, InterfaceError, database.DatabaseUnavailable):
            if time.monotonic() > give_up:
                raise
            time.sleep(0.5)  # a server that restarts refuses connections for a while
            continue
        return bool(told) and counts.get("read") == report.counts_after(told[-1][0])["read"]


def _finish(batch: ImportBatch, report: Report, state: str) -> None:
    if report.batch is None:
        return
    sweep()
    batch.state, batch.finished_at, batch.counts = state, timezone.now(), report.as_json()
    batch.options["unknown_fields"] = batch.counts.pop("unknown_fields")
    batch.save(update_fields=["state", "finished_at", "counts", "options"])
