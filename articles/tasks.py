"""Jobs: each takes primary keys, reloads, makes one domain call and is safe twice (DESIGN 2.10)."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from articles import polling
from articles.models import Article, Feed
from articles.search.indexing import index_in_bulk

STALE_BATCH = 500


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="mend_stale_search", pass_context=False)
def mend_stale_search(timestamp: int) -> int:
    """Index articles whose search row is missing or of an older analyser, some at a time."""
    stale = list(Article.objects.with_stale_search().order_by("-pk")[:STALE_BATCH])
    index_in_bulk(stale)
    return len(stale)


def enqueue_poll(feed_id: int) -> None:
    """Enqueue the read of a feed, unless one waits already."""
    try:
        with transaction.atomic():
            poll.configure(queueing_lock=f"feed-{feed_id}").defer(feed_id=feed_id)
    except AlreadyEnqueued:
        pass


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
