import sys
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from articles.models import Article
from articles.search.indexing import index_in_bulk
from articles.search.terms import count_all_terms, forget_terms
from articles.words import newest, refresh, settle
from newsroom.arabic import analyser_version
from newsroom.checkpoints import Checkpoint
from newsroom.checks import prepare_database
from newsroom.usage import INTERRUPTED, DeskCommand

BATCH = 500


class Command(DeskCommand):
    help = gettext_lazy(
        "Make the search rows anew; the same command goes on where an interrupted one stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--only-stale", action="store_true", help=_("only rows missing or of an older analyser")
        )
        parser.add_argument("--no-progress", action="store_true", help=_("no bar"))

    def handle(self, *args, **options):
        prepare_database()
        refresh()
        until = newest()
        # What is stale goes on by itself: rows that were made are stale no more.
        checkpoint = None if options["only_stale"] else Checkpoint("reindex", made_by=analyser_version())
        articles = Article.objects.with_stale_search() if options["only_stale"] else Article.objects.all()
        after = checkpoint.read() if checkpoint else 0
        if after:
            self.stdout.write(_("Going on after article %(id)d.") % {"id": after})
        try:
            done = self._index(articles, after, checkpoint, is_silent=options["no_progress"])
        except KeyboardInterrupt:
            self.stderr.write(_("Interrupted; what is written stays. The same command goes on."))
            sys.exit(INTERRUPTED)
        if checkpoint:
            checkpoint.forget()
            forget_terms()
        settle(until=until)
        count_all_terms()
        self.stdout.write(_("Indexed %(count)d articles.") % {"count": done})

    def _index(self, articles, after: int, checkpoint: Checkpoint | None, *, is_silent: bool) -> int:
        is_hidden = is_silent or not sys.stderr.isatty()
        total = articles.filter(pk__gt=after).count()
        with tqdm(total=total, unit=" " + _("articles"), disable=is_hidden) as bar:
            done = 0
            for size, last in index_all(articles, after):
                done += size
                bar.update(size)
                if checkpoint:
                    checkpoint.write(last)
        return done


def index_all(articles, after: int) -> Iterator[tuple[int, int]]:
    """Index by key, so that a change meanwhile neither repeats nor skips an article.

    Yields how many rows were made and the last key. A batch is locked, lest it overwrite a newer text.
    """
    while True:
        with transaction.atomic():
            rows = articles.filter(pk__gt=after).order_by("pk").select_for_update(of=("self",))
            batch = list(rows[:BATCH])
            index_in_bulk(batch)
        if not batch:
            return
        after = batch[-1].pk
        yield len(batch), after
