"""Show an article as it would be with some revision, and keep nothing of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from articles.applying import Applied, fill_in_bulk, relate_in_bulk
from articles.models import Article, Revision
from articles.records import Record


@contextmanager
def previewing(article: Article, revision: Revision) -> Iterator[Article]:
    """Give the article as readers would have it with `revision`, for the length of a block.

    Its keywords, links and pictures are written and rolled back, so that the public page reads them
    as it always does. The row is changed in memory only: an incomplete one could not be saved.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",)).select_related("section").get(pk=article.pk)
        follows = article.first_published_at is None and revision.pk == article.latest_revision_id
        if not follows and revision.pk != article.live_revision_id:
            given = article.published_at
            pairs = [(article, Record.from_mapping(revision.snapshot, may_be_blank=True))]
            fill_in_bulk(pairs, Applied())
            article.published_at = article.published_at or given
            relate_in_bulk(pairs, Applied())
        yield article
        transaction.set_rollback(True)
