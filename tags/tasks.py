"""Jobs of keywords (DESIGN 2.10)."""

from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from articles.tasks import enqueue_once
from tags.bulk import take_stale_stems
from tags.duplicates import find_duplicates
from tags.learning import learn_choices
from tags.merging import AT_ONCE, begin_merge, run_merge
from tags.models import ACTIVE, Keyword, KeywordMerge
from tags.summaries import forget_orphans, stale_keywords, summarise
from tags.unmerging import begin_unmerge, run_unmerge

# A merge writes after each chunk; one that is silent for so long lost its worker.
LOST = timedelta(minutes=2)
SUMMED_AT_ONCE, SUMMED_A_MINUTE, SUMMING_SECONDS = 100, 10_000, 40


def start_merge(keeper: Keyword, losers: Sequence[Keyword], *, by: Any) -> KeywordMerge:
    """Merge at once where few articles change, else by a job."""
    with transaction.atomic():
        merge = begin_merge(keeper, losers, by=by)
        _leave_to_job(merge)
    return _go_on(merge)


def start_unmerge(merge: KeywordMerge, *, by: Any) -> KeywordMerge:
    with transaction.atomic():
        merge = begin_unmerge(merge, by=by)
        _leave_to_job(merge)
    return _go_on(merge)


def _is_long(merge: KeywordMerge) -> bool:
    return merge.counts["total"] > AT_ONCE


def _leave_to_job(merge: KeywordMerge) -> None:
    if _is_long(merge):
        enqueue_once(go_on_with_merge, f"merge-{merge.pk}", merge_id=merge.pk)


def _go_on(merge: KeywordMerge) -> KeywordMerge:
    if not _is_long(merge):
        run_merge(merge)
        run_unmerge(merge)
        merge.refresh_from_db()
    return merge


@app.task(pass_context=False)
def go_on_with_merge(merge_id: int) -> None:
    """Do what is left of a merge, or of its undo; what fails is told on its page."""
    merge = KeywordMerge.objects.get(pk=merge_id)
    try:
        run_merge(merge)
        run_unmerge(merge)
    except Exception as error:
        if not connection.is_usable():
            connection.close()  # the next query opens another
        merge.refresh_from_db()
        merge.counts["error"] = f"{type(error).__name__}: {error}"[:1000]
        merge.save(update_fields=["counts"])
        raise


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="resume_merges", pass_context=False)
def resume_merges(timestamp: int) -> int:
    """Go on with the merges whose worker was killed, or that failed: they are safe twice."""
    lost = KeywordMerge.objects.filter(state__in=ACTIVE, heartbeat_at__lt=timezone.now() - LOST)
    numbers = list(lost.values_list("pk", flat=True))
    for number in numbers:
        enqueue_once(go_on_with_merge, f"merge-{number}", merge_id=number)
    return len(numbers)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="mend_stale_stems", pass_context=False)
def mend_stale_stems(timestamp: int) -> int:
    """Take the stems of keywords and aliases that another analyser took, or none."""
    return take_stale_stems()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="summarise_keywords", pass_context=False)
def summarise_keywords(timestamp: int) -> int:
    """Work out anew what the pages of changed keywords tell of all their articles, for most of a minute."""
    end, stale = monotonic() + SUMMING_SECONDS, stale_keywords(SUMMED_A_MINUTE)
    for done in range(0, len(stale), SUMMED_AT_ONCE):
        if monotonic() > end:
            return done
        summarise(stale[done : done + SUMMED_AT_ONCE])
    return len(stale)


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="forget_orphaned_summaries", pass_context=False)
def forget_orphaned_summaries(timestamp: int) -> int:
    return forget_orphans()


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="learn_keywords", pass_context=False)
def learn_keywords(timestamp: int) -> int:
    """Learn anew, at night, which keywords the desk chooses for the texts that name them."""
    return learn_choices()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="find_duplicate_keywords", pass_context=False)
def find_duplicate_keywords(timestamp: int) -> int:
    """Write the report of probable duplicates, at night and when a person asks."""
    return find_duplicates()


def ask_for_duplicates() -> None:
    enqueue_once(
        find_duplicate_keywords, "find_duplicate_keywords", timestamp=int(timezone.now().timestamp())
    )
