"""Jobs: each takes primary keys, reloads, makes one domain call and is safe twice (DESIGN 2.10)."""

from procrastinate.contrib.django import app

from articles.models import Article
from articles.search.indexing import index_in_bulk

STALE_BATCH = 500


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="mend_stale_search", pass_context=False)
def mend_stale_search(timestamp: int) -> int:
    """Index articles whose search row is missing or of an older analyser, some at a time."""
    stale = list(Article.objects.with_stale_search().order_by("-pk")[:STALE_BATCH])
    index_in_bulk(stale)
    return len(stale)
