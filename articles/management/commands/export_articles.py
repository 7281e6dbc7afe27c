import csv
import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.cells import FIELDS, row_of
from articles.exporting import iter_records, one_moment, select
from articles.importers.faults import reason_of
from articles.models import Status
from articles.ninjs_items import item_of
from articles.records import as_moment
from newsroom.arabic import parse_date
from newsroom.checks import prepare_database
from newsroom.usage import DeskCommand

CANNOT_START = 2


class Command(DeskCommand):
    help = gettext_lazy("Export articles, ordered by publication time and identity; all unless narrowed.")

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=("jsonl", "csv", "ninjs"), default="jsonl")
        parser.add_argument("--output", metavar="FILE", help=_("a file; else standard output"))
        for name in ("source", "section", "keyword"):
            parser.add_argument(f"--{name}", metavar="NAME", help=_("only articles of it"))
        for name in ("since", "until"):
            parser.add_argument(f"--{name}", metavar="DATE", help=_("a date in any form that is read"))
        parser.add_argument("--status", choices=[status.value for status in Status])

    def handle(self, *args, **options):
        prepare_database()
        times = {name: self._moment(name, options[name]) for name in ("since", "until")}
        names = {name: options[name] for name in ("source", "section", "keyword", "status")}
        try:
            articles = select(**names, **times)
        except LookupError as error:
            self._refuse(error.args[0])
        path = Path(options["output"]) if options["output"] else None
        with opened(path) if path else self._standard_output() as file, one_moment():
            WRITERS[options["format"]](file, iter_records(articles))

    @contextmanager
    def _standard_output(self) -> Iterator:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            yield self.stdout
            self.stdout.flush()
        except BrokenPipeError:
            # The reader has had enough, as `head` has; nothing is left to tell it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _moment(self, name: str, text: str | None):
        if not text:
            return None
        parsed = parse_date(text)
        if parsed is None:
            self._refuse(_("--%(name)s is not a date we can read: %(value)s") % {"name": name, "value": text})
        if name == "until" and not isinstance(parsed, datetime):
            parsed += timedelta(days=1)  # the whole of that day
        return as_moment(parsed)

    def _refuse(self, message: str):
        raise CommandError(message, returncode=CANNOT_START)


@contextmanager
def opened(path: Path) -> Iterator:
    """Open a file for the export; it takes its name only once it is whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        file = part.open("w", encoding="utf-8", newline="")
    except OSError as error:
        values = {"path": path, "error": reason_of(error)}
        message = _("Cannot write --output %(path)s: %(error)s") % values
        raise CommandError(message, returncode=CANNOT_START) from error
    try:
        with file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_jsonl(file, records) -> None:
    for record in records:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_csv(file, records) -> None:
    """Write known fields as columns; lists as JSON, except keywords joined by «، »."""
    writer = csv.writer(file)
    writer.writerow(FIELDS)
    writer.writerows(row_of(record) for record in records)


def write_ninjs(file, records) -> None:
    """Write one array, an item a line."""
    file.write("[")
    for number, record in enumerate(records):
        file.write((",\n" if number else "\n") + json.dumps(item_of(record), ensure_ascii=False))
    file.write("\n]\n")


WRITERS = {"jsonl": write_jsonl, "csv": write_csv, "ninjs": write_ninjs}
