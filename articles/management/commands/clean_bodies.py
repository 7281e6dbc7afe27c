import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from articles.models import Article
from articles.recleaning import RULES, Account, clean_articles, clean_pages
from newsroom.checkpoints import Checkpoint
from newsroom.checks import prepare_database
from newsroom.management.person_command import find_active
from newsroom.models import User
from newsroom.usage import INTERRUPTED, DeskCommand

# So many numbers of articles are told on the screen; a report holds them all.
MOST_TOLD = 20


class Command(DeskCommand):
    help = gettext_lazy(
        "Clean stored texts again, after the rules of the cleaning changed; the same command goes on where"
        " an interrupted one stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help=_("count and list, change nothing"))
        parser.add_argument("--report", metavar="FILE.json", type=Path, help=_("write the account there"))
        parser.add_argument("--by", default="import", metavar="USERNAME", help=_("who does it"))
        parser.add_argument("--no-progress", action="store_true", help=_("no bar"))

    def handle(self, *args, **options):
        prepare_database()
        by = find_active(options["by"])
        account, checkpoint = Account(), Checkpoint("clean_bodies", made_by=RULES)
        try:
            self._clean(account, checkpoint, by, options)
        except KeyboardInterrupt:
            self.stderr.write(_("Interrupted; what is written stays. The same command goes on."))
            sys.exit(INTERRUPTED)
        finally:
            self._tell(account, options)
        if not options["dry_run"]:
            checkpoint.forget()

    def _clean(self, account: Account, checkpoint: Checkpoint, by: User, options) -> None:
        is_dry, after = options["dry_run"], 0 if options["dry_run"] else checkpoint.read()
        if after:
            self.stdout.write(_("Going on after article %(id)d.") % {"id": after})
        total = Article.objects.filter(pk__gt=after).count()
        is_hidden = options["no_progress"] or not sys.stderr.isatty()
        with tqdm(total=total, unit=" " + _("articles"), disable=is_hidden) as bar:
            for last in clean_articles(account, by=by, after=after, is_dry=is_dry):
                bar.update(account.read - bar.n)
                if not is_dry:
                    checkpoint.write(last)
        clean_pages(account, by=by, is_dry=is_dry)

    def _tell(self, account: Account, options) -> None:
        if options["report"]:
            options["report"].write_text(json.dumps(asdict(account)) + "\n")
        if options["dry_run"]:
            self.stdout.write(_("Dry run, nothing written."))
        counts = {"read": account.read, "articles": len(account.articles), "pages": len(account.pages)}
        self.stdout.write(
            _("Looked at %(read)d articles; changed: articles %(articles)d, pages of the house %(pages)d.")
            % counts
        )
        for told, keys in (
            (_("Articles: %(ids)s"), account.articles),
            (_("Kept in the history as they stood: %(ids)s"), account.aside),
            (_("Pages of the house: %(ids)s"), account.pages),
        ):
            if keys:
                more = " …" if len(keys) > MOST_TOLD else ""
                self.stdout.write(told % {"ids": " ".join(map(str, keys[:MOST_TOLD])) + more})
