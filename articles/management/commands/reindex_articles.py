import sys

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles.models import Article
from articles.search.indexing import index_in_bulk
from newsroom.checks import refuse_unfit_database

BATCH = 500


class Command(BaseCommand):
    help = "Make the search rows anew; interrupted, --only-stale goes on."

    def add_arguments(self, parser):
        parser.add_argument(
            "--only-stale", action="store_true", help="only rows missing or of an older analyser"
        )
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *args, **options):
        refuse_unfit_database()
        articles = Article.objects.with_stale_search() if options["only_stale"] else Article.objects.all()
        is_hidden = options["no_progress"] or not sys.stderr.isatty()
        done = 0
        with tqdm(total=articles.count(), unit=" " + _("articles"), disable=is_hidden) as bar:
            for batch in iter_batches(articles):
                index_in_bulk(batch)
                done += len(batch)
                bar.update(len(batch))
        self.stdout.write(_("Indexed %(count)d articles.") % {"count": done})


def iter_batches(articles):
    """Walk by key, so that a change meanwhile neither repeats nor skips an article."""
    last = 0
    while batch := list(articles.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
