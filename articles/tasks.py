"""Jobs: each takes primary keys, reloads, makes one domain call and is safe twice (DESIGN 2.10)."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from articles.importers.undoing import begin_undo, note_failure, undo_batch
from articles.models import Article, BatchState, ImportBatch
from articles.search.indexing import index_in_bulk

STALE_BATCH = 500
# An undo writes after each chunk; one that is silent for so long lost its worker.
LOST = timedelta(minutes=2)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="mend_stale_search", pass_context=False)
def mend_stale_search(timestamp: int) -> int:
    """Index articles whose search row is missing or of an older analyser, some at a time."""
    stale = list(Article.objects.with_stale_search().order_by("-pk")[:STALE_BATCH])
    index_in_bulk(stale)
    return len(stale)


@transaction.atomic
def start_undo(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Mark a batch for its undo and enqueue the job, both or neither."""
    batch = begin_undo(batch, by=by)
    _enqueue_undo(batch.pk)
    return batch


def _enqueue_undo(batch_id: int) -> None:
    try:
        with transaction.atomic():
            undo.configure(queueing_lock=f"undo-{batch_id}").defer(batch_id=batch_id)
    except AlreadyEnqueued:
        pass


@app.task(pass_context=False)
def undo(batch_id: int) -> None:
    """Undo a batch that is marked for it; what fails is told on its page, where a person goes on with it."""
    batch = ImportBatch.objects.select_related("undone_by").get(pk=batch_id)
    try:
        undo_batch(batch, by=batch.undone_by)
    except Exception as error:
        if not connection.is_usable():
            connection.close()  # the next query opens another
        note_failure(batch_id, error)
        raise


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="resume_undos", pass_context=False)
def resume_undos(timestamp: int) -> int:
    """Go on with the undos whose worker was killed; the job of a killed worker never ends by itself."""
    silent = Q(heartbeat_at=None) | Q(heartbeat_at__lt=timezone.now() - LOST)
    lost = ImportBatch.objects.filter(silent, state=BatchState.UNDOING).exclude(undo_counts__has_key="error")
    numbers = list(lost.values_list("pk", flat=True))
    for number in numbers:
        _enqueue_undo(number)
    return len(numbers)
