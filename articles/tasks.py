"""Jobs: each takes primary keys, reloads, makes one domain call and is safe twice (DESIGN 2.10)."""

from collections.abc import Sequence
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from articles import bulk, polling, ranking, reads
from articles.caching.purging import purge
from articles.caching.versions import fold
from articles.crops import crop_all, sweep
from articles.importers.undoing import begin_undo, note_failure, undo_batch
from articles.models import Article, BatchState, BulkRun, BulkState, Feed, ImportBatch, Period, Source
from articles.newsletter import limits, sending, signing_up
from articles.planning import publish_due_updates
from articles.search.indexing import index_in_bulk
from articles.search.terms import count_new_terms
from articles.similarity.heads import choose_heads, groups_changed, groups_of_source
from articles.similarity.similar import refresh_some
from articles.takedowns import tell_purged
from articles.websub import tell_hub
from articles.words import newest, settle
from newsroom.sessions import SessionStore

STALE_BATCH, LOCKED_AT_ONCE = 500, 50
RIGHTS_LOOKED_BACK = timedelta(days=7)
# A batch of an import, from its first write to its commit, takes less.
CHANGES_LOOKED_BACK = timedelta(minutes=3)
SIMILAR_BATCH, REFRESHING_SECONDS = 50, 40
FOLDING_SECONDS, FOLDING_PAUSE = 55, 0.5
CROPPING_SECONDS = 40
MAILING_SECONDS = 45
# An undo writes after each chunk; one that is silent for so long lost its worker.
LOST = timedelta(minutes=2)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="mend_stale_search", pass_context=False)
def mend_stale_search(timestamp: int) -> int:
    """Index articles whose search row is missing or of an older analyser, some at a time."""
    until = newest()
    rows = Article.objects.with_stale_search().order_by("-pk")
    stale = list(rows.values_list("pk", flat=True)[:STALE_BATCH])
    for start in range(0, len(stale), LOCKED_AT_ONCE):
        _index_again(stale[start : start + LOCKED_AT_ONCE])
    if not stale:
        settle(until=until)
    return len(stale)


@transaction.atomic
def _index_again(numbers: list[int]) -> None:
    """Index articles that are locked, lest a newer text be overwritten; one in other hands comes later."""
    rows = Article.objects.filter(pk__in=numbers).order_by("pk").select_for_update(skip_locked=True)
    index_in_bulk(list(rows))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="refresh_similar", pass_context=False)
def refresh_similar(timestamp: int) -> int:
    """Make lists of similar articles, of those that changed and those that are new, for most of a minute."""
    end, done = monotonic() + REFRESHING_SECONDS, 0
    while (some := refresh_some(SIMILAR_BATCH)) and monotonic() < end:
        done += some
    return done + some


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fold_page_versions", pass_context=False)
def fold_page_versions(timestamp: int) -> int:
    """Count what changed on pages; for a shared cache in front, again and again until the next minute."""
    end, done = monotonic() + FOLDING_SECONDS, len(fold())
    while settings.CDN_PURGE_URL and monotonic() < end:
        sleep(FOLDING_PAUSE)
        done += len(fold())
    return done


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tell_hub_of_changes", lock="tell_hub_of_changes", pass_context=False)
def tell_hub_of_changes(timestamp: int) -> int:
    """Tell the hub, where there is one, which feeds changed."""
    return tell_hub()


@app.task(pass_context=False, retry=RetryStrategy(max_attempts=10, exponential_wait=2))
def purge_pages(keys: list[str], withdrawals: Sequence[int] = ()) -> None:
    """Tell the shared cache in front which keys changed, until it takes it, then the audit of withdrawals."""
    purge(keys)
    tell_purged(withdrawals)


def enqueue_settling(source_id: int) -> None:
    """Let a job choose anew who stands for the stories of a source, whose rights are others now."""
    enqueue_once(settle_source, f"settle-{source_id}", source_id=source_id)


@app.task(pass_context=False)
def settle_source(source_id: int) -> None:
    for groups in groups_of_source(source_id):
        choose_heads(groups)


@app.periodic(cron="5 0 * * *")
@app.task(queueing_lock="settle_ended_rights", pass_context=False)
def settle_ended_rights(timestamp: int) -> None:
    """Rights that end with a day leave stories to others: those of the last days, lest a worker was down."""
    today = timezone.localdate()
    ended = Source.objects.filter(rights_end__lt=today, rights_end__gte=today - RIGHTS_LOOKED_BACK)
    for key in ended.values_list("pk", flat=True):
        enqueue_settling(key)


@app.periodic(cron="25 3 * * *")
@app.task(queueing_lock="sweep_sessions", pass_context=False)
def sweep_sessions(timestamp: int) -> None:
    """Forget sessions that are over, and with them the devices that nobody came back with."""
    SessionStore.clear_expired()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="settle_changed", pass_context=False)
def settle_changed(timestamp: int) -> None:
    """Choose again where two copies changed in one moment: neither transaction saw what the other did."""
    for groups in groups_changed(since=timezone.now() - CHANGES_LOOKED_BACK):
        choose_heads(groups)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="publish_planned_updates", pass_context=False)
def publish_planned_updates(timestamp: int) -> int:
    """Give readers the versions that were planned for now."""
    return publish_due_updates()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="count_terms", pass_context=False)
def count_terms(timestamp: int) -> int:
    """Count the words of some articles that came since."""
    return count_new_terms()


@transaction.atomic
def start_undo(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Mark a batch for its undo and enqueue the job, both or neither."""
    batch = begin_undo(batch, by=by)
    _enqueue_undo(batch.pk)
    return batch


def _enqueue_undo(batch_id: int) -> None:
    enqueue_once(undo, f"undo-{batch_id}", batch_id=batch_id)


def enqueue_poll(feed_id: int) -> None:
    """Enqueue the read of a feed, unless one waits already."""
    enqueue_once(poll, f"feed-{feed_id}", feed_id=feed_id)


def enqueue_once(task: Any, lock: str, **given: int) -> None:
    """Enqueue a job unless one of the same lock waits already."""
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(**given)
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


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="ask_due_feeds", pass_context=False)
def ask_for_due_feeds(timestamp: int) -> int:
    """Enqueue the feeds whose time has come."""
    return polling.ask_due_feeds(enqueue_poll)


@app.task(pass_context=False)
def poll(feed_id: int) -> None:
    """Read a feed that was asked for; a second job of the same asking does nothing."""
    if Feed.objects.filter(pk=feed_id, asked_at__isnull=False).exists():
        polling.poll_feed(feed_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fetch_pictures", pass_context=False)
def fetch_pictures(timestamp: int) -> int:
    """Fetch some of the pictures that wait for a file of ours."""
    return polling.fetch_due_pictures()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="crop_pictures", lock="crop_pictures", pass_context=False)
def crop_pictures(timestamp: int) -> int:
    """Make the crops of pictures that have none, for most of a minute."""
    end, done = monotonic() + CROPPING_SECONDS, 0
    for _pk in crop_all():
        done += 1
        if monotonic() > end:
            break
    return done


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="sweep_crops", pass_context=False)
def sweep_crops(timestamp: int) -> int:
    """Remove the crops that no picture has any more."""
    return sweep()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="rank_day", pass_context=False)
def rank_day(timestamp: int) -> None:
    """Rank what was read most in the last 24 hours."""
    ranking.rank(Period.DAY)


@app.periodic(cron="8 * * * *")
@app.task(queueing_lock="rank_longer", pass_context=False)
def rank_longer(timestamp: int) -> None:
    """Rank what was read most in the last week and month, where an hour changes little."""
    for period in (Period.WEEK, Period.MONTH):
        ranking.rank(period)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="forget_reads", pass_context=False)
def forget_reads(timestamp: int) -> int:
    """Drop the sums of reads that are too long ago."""
    return reads.forget_old()


def enqueue_bulk(run_id: int) -> None:
    """Enqueue the step that a change of many is in."""
    enqueue_once(go_on_with_many, f"bulk-{run_id}", run_id=run_id)


@app.task(pass_context=False)
def go_on_with_many(run_id: int) -> None:
    """Do the step that a change of many is in; what fails is told on its page."""
    bulk.go_on(run_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="resume_many", pass_context=False)
def resume_many(timestamp: int) -> int:
    """Go on with the changes of many whose worker was killed."""
    live = (BulkState.JUDGING, BulkState.RUNNING, BulkState.UNDOING)
    lost = BulkRun.objects.filter(state__in=live, error="", heartbeat_at__lt=timezone.now() - LOST)
    numbers = list(lost.values_list("pk", flat=True))
    for number in numbers:
        enqueue_bulk(number)
    return len(numbers)


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="forget_many", pass_context=False)
def forget_many(timestamp: int) -> int:
    """Forget the changes of many that nobody confirmed."""
    return bulk.forget_old()


def enqueue_sign_up(number: int) -> None:
    enqueue_once(mail_sign_up, f"sign-up-{number}", number=number)


@app.task(pass_context=False)
def mail_sign_up(number: int) -> None:
    """Mail the letter to an address that asked for the newsletter; one that was mailed is gone already."""
    signing_up.answer(number)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mail_waiting", pass_context=False)
def mail_waiting(timestamp: int) -> int:
    """Try again for addresses whose letter found no mail server, and forget who asked long ago."""
    limits.forget_old()
    waiting = signing_up.waiting() if signing_up.is_offered() else []
    for number in waiting:
        enqueue_sign_up(number)
    return len(waiting)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_newsletter", pass_context=False)
def send_newsletter(timestamp: int) -> int:
    """Send the newsletter of the day at its hour, for most of a minute; the next minute goes on."""
    return sending.go_on(seconds=MAILING_SECONDS)
