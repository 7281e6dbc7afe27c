"""The leaf of the writing door for many: the same table, permissions, audit and revision rules as sets."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.applying import ROW_FIELDS, Applied, fill_in_bulk, relate_in_bulk
from articles.importers.copying import Names, copy_new
from articles.importers.copytext import copy_lines, line
from articles.importers.deciding import Incoming, Written, classify, fill_cancels, reject
from articles.importers.takedowns import hold_updated
from articles.models import (
    Article,
    AuditEntry,
    ImportBatch,
    NearCopy,
    Outcome,
    Revision,
    RevisionKind,
    Status,
)
from articles.publishing import STATE_FIELDS
from articles.rows import update_rows
from articles.similarity.heads import settle
from articles.turns import take_turn

__all__ = ["Incoming", "Written", "write_in_bulk"]

UPDATED_FIELDS = [
    name
    for name in (*ROW_FIELDS, *STATE_FIELDS, "checksum")
    if name not in ("latest_revision", "live_revision")
]


@transaction.atomic
def write_in_bulk(
    records: Sequence[Incoming],
    *,
    by: Any,
    batch: ImportBatch,
    default_status: str = Status.DRAFT,
    names: Names | None = None,
) -> tuple[list[Written], Applied]:
    """Write `records` in order and say what became of each; a bad one comes back rejected.

    Runs in one transaction, with a fixed number of queries for a run of different identities: the
    later record of an identity updates what the earlier one made. `names` are those that the same import
    has met; the caller forgets them where it takes the transaction back.
    """
    take_turn()
    applied = Applied()
    written: list[Written] = []
    options = {"by": by, "batch": batch, "default_status": default_status}
    for run in _runs_of_identities(records):
        written += _write_or_halve(run, applied, names or Names(), **options)
    _write_items(written, batch)
    return written, applied


def _runs_of_identities(records: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    """Cut where an identity comes again."""
    run: list[Incoming] = []
    seen: set[str] = set()
    for incoming in records:
        identity = incoming.prepare().identity
        if identity in seen:
            yield run
            run, seen = [], set()
        run.append(incoming)
        seen.add(identity)
    if run:
        yield run


def _write_or_halve(run: list[Incoming], applied: Applied, names: Names, **options: Any) -> list[Written]:
    """Write a run; if the database refuses it, halve it until the record that it refuses stands alone."""
    mine = Applied()
    try:
        with transaction.atomic():
            written = _write_run(run, names, applied=mine, **options)
            _check_now()
        applied.add(mine)
        return written
    except (DataError, IntegrityError) as error:
        names.forget()
        if len(run) == 1:
            reason = _("The database refuses the record: %(error)s") % {"error": str(error).split("\n")[0]}
            return [reject(Written(run[0], run[0].prepare().checksum), reason)]
    middle = len(run) // 2
    halves = run[:middle], run[middle:]
    return [one for half in halves for one in _write_or_halve(half, applied, names, **options)]


def _check_now() -> None:
    """Check the foreign keys that Django defers: at commit it is too late to say which record was bad."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _write_run(
    run: list[Incoming], names: Names, *, by: Any, batch: ImportBatch, default_status: str, applied: Applied
) -> list[Written]:
    existing = _existing(run)
    fill_cancels(run, existing)
    written = [
        classify(incoming, existing.get(incoming.prepare().identity), by=by, default_status=default_status)
        for incoming in run
    ]
    created = [w for w in written if w.outcome == Outcome.CREATED]
    if created:
        applied.add(copy_new(created, names, by=by, batch=batch))
    updated = [w for w in written if w.outcome == Outcome.UPDATED]
    _write_updated(updated, by, applied, batch)
    _write_conflicts([w for w in written if w.outcome == Outcome.CONFLICT], by)
    return written


def _existing(run: list[Incoming]) -> dict[str, Article]:
    """Find and lock the articles that have these identities; of unchanged ones little more than the key."""
    checksums = {incoming.prepare().identity: incoming.prepare().checksum for incoming in run}
    rows = Article.objects.filter(external_id__in=list(checksums)).order_by("pk")
    found = list(rows.select_for_update().only("external_id", "checksum", "status", "namespace"))
    changed = [article.pk for article in found if article.checksum != checksums[article.external_id]]
    whole = Article.objects.in_bulk(changed) if changed else {}
    return {article.external_id: whole.get(article.pk, article) for article in found}


def _write_updated(written: list[Written], by: Any, applied: Applied, batch: ImportBatch) -> None:
    if not written:
        return
    pairs = [w.pair for w in written]
    before = {w.article: w.article.status for w in written if w.article}
    firsts = {w.key: article.first_published_at for w, (article, _record) in zip(written, pairs, strict=True)}
    fill_in_bulk(pairs, applied)
    _set_states(written)
    for w in written:
        assert w.article is not None
        w.article.checksum = w.checksum
    update_rows([article for article, _record in pairs], UPDATED_FIELDS)
    relate_in_bulk(pairs, applied)
    if held := hold_updated(written, before, batch):
        _put_back(held, firsts, batch)
        applied.withdrawn_copies += len(held)
    _revise(written, by, numbers=_last_numbers(written))
    _point_at_revisions(written)
    _audit(written, by, "import", before)


def _write_conflicts(written: list[Written], by: Any) -> None:
    """Keep the incoming text as a revision for the editor; the live text stays."""
    if not written:
        return
    _revise(written, by, numbers=_last_numbers(written), kind=RevisionKind.CONFLICT)
    for w in written:
        assert w.article is not None
        w.article.checksum, w.article.has_conflict = w.checksum, True
    update_rows([w.article for w in written if w.article], ["checksum", "has_conflict"])
    _audit(written, by, "conflict")


def _set_states(written: list[Written]) -> None:
    for w in written:
        article, record = w.pair
        article.status = Status(w.target)
        if not article.was_ever_public:
            is_out = w.target in (Status.PUBLISHED, Status.WITHDRAWN)
            article.first_published_at = record.published_at if is_out else None


def _put_back(held: list[Written], firsts: Mapping[int | None, datetime | None], batch: ImportBatch) -> None:
    """Take back before anyone sees it that these went out, whose story was found only with their texts."""
    articles = [w.article for w in held if w.article]
    for article in articles:
        article.status, article.first_published_at = Status.IN_REVIEW, firsts[article.pk]
    update_rows(articles, ["status", "first_published_at"])
    settle([article.pk for article in articles])
    # The page of the batch leads to them.
    pairs = NearCopy.objects.filter(Q(article__in=articles) | Q(other__in=articles), batch=None)
    pairs.update(batch=batch)


def _last_numbers(written: list[Written]) -> dict[int, int]:
    articles = [w.article.pk for w in written if w.article]
    rows = Revision.objects.filter(article__in=articles).order_by("article", "-number").distinct("article")
    return dict(rows.values_list("article", "number"))


def _revise(
    written: list[Written], by: Any, *, numbers: dict[int, int], kind: str = RevisionKind.IMPORT
) -> None:
    for w in written:
        article, record = w.pair
        w.revision = Revision(
            article=article,
            number=numbers.get(article.pk, 0) + 1,
            kind=kind,
            snapshot=record.to_json(),
            by=by,
        )
    Revision.objects.bulk_create([w.revision for w in written if w.revision])


_POINT = """
UPDATE articles_article AS a
SET latest_revision_id = p.revision,
    live_revision_id = CASE WHEN a.first_published_at IS NULL THEN NULL ELSE p.revision END
FROM unnest(%s::bigint[], %s::bigint[]) AS p(article, revision)
WHERE a.id = p.article
"""


def _point_at_revisions(written: list[Written]) -> None:
    pairs = [(w.article.pk, w.revision.pk) for w in written if w.article and w.revision]
    with connection.cursor() as cursor:
        cursor.execute(_POINT, [[article for article, _r in pairs], [revision for _a, revision in pairs]])


def _audit(written: list[Written], by: Any, action: str, before: dict[Article, str] | None = None) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(
            article=w.article, article_label=str(w.article)[:300], action=action, revision=w.revision,
            from_status=(before or {}).get(w.article, ""), to_status=w.article.status,
            by=by, by_name=str(by)[:200],
        )
        for w in written if w.article
    )  # fmt: skip


def _write_items(written: list[Written], batch: ImportBatch) -> None:
    columns = (
        "batch_id article_id outcome reason file position checksum page_id record revision_number undone"
    )
    rows = [
        line(
            batch.pk, w.key, w.outcome.value, w.reason, w.incoming.file,
            w.incoming.position, w.checksum, w.incoming.page and w.incoming.page.pk,
            w.prepared.snapshot.decode() if w.outcome == Outcome.REJECTED else None,
            w.revision_number, "",
        )
        for w in written if not w.is_left_out
    ]  # fmt: skip
    with connection.cursor() as cursor:
        copy_lines(cursor, "articles_importitem", columns, rows)
