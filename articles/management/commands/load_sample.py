import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from articles.flatpages import keep_page
from articles.importers.running import Options, run_import
from articles.models import Article, FlatPage, Section, Source, SourceAlias, Status
from articles.permissions import IMPORT_USERNAME
from articles.sanitizing import body_html
from articles.search.terms import count_all_terms
from newsroom.models import User
from tags.models import Keyword, KeywordAlias

SAMPLE = Path(__file__).resolve().parents[2] / "sample"


class Command(BaseCommand):
    help = "Load our own sample newsroom into an empty site, through the same door as any import."

    @transaction.atomic
    def handle(self, *args, **options):
        if Article.objects.exists():
            self.stdout.write(_("There are articles already; the sample was not loaded."))
            return
        taxonomy = json.loads((SAMPLE / "taxonomy.json").read_text(encoding="utf-8"))
        make_sections(taxonomy["sections"])
        make_sources(taxonomy["sources"])
        make_aliases(taxonomy["keyword_aliases"])
        make_pages(json.loads((SAMPLE / "house.json").read_text(encoding="utf-8")))
        report = import_sample()
        if report.is_interrupted:
            raise KeyboardInterrupt  # all of the sample or nothing
        if report.counts["rejected"]:
            sys.exit(1)
        count_all_terms()
        self.stdout.write(
            _("Loaded the sample newsroom: %(count)d articles.") % {"count": report.counts["created"]}
        )


def make_sections(entries) -> None:
    for entry in entries:
        Section.objects.create(**entry, in_menu=True)


def make_sources(entries) -> None:
    for entry in entries:
        other_names, homepage = entry.pop("other_names"), entry.pop("homepage")
        source = Source.objects.create(**entry, homepage=homepage or "", in_menu=True)
        for name in other_names:
            SourceAlias.objects.create(target=source, name=name)


def make_aliases(entries) -> None:
    found, _created = Keyword.objects.ensure(list(entries))
    for name, aliases in entries.items():
        for alias in aliases:
            KeywordAlias.objects.create(target=found[name], name=alias)


def make_pages(entries) -> None:
    by = User.objects.get(username=IMPORT_USERNAME)
    for position, entry in enumerate(entries, 1):
        body = body_html("\n".join(entry.pop("body")))
        keep_page(FlatPage(**entry, body=body, position=position, is_published=True), by=by)


def import_sample():
    by = User.objects.get(username=IMPORT_USERNAME)
    options = Options(by=by, status=Status.PUBLISHED, namespace="sample")
    found = [SAMPLE / "articles.jsonl", *sorted((SAMPLE / "pages").glob("*.txt"))]
    return run_import(found, options, keep_reject=_complain)


def _complain(reject) -> None:
    sys.stderr.write(f"{reject['file']}:{reject['position']}: {reject['reason']}\n")
