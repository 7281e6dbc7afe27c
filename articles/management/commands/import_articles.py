import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from tqdm import tqdm

from articles.cells import FIELDS
from articles.importers.columns import field_of
from articles.importers.encodings import is_known_encoding
from articles.importers.faults import reason_of
from articles.importers.opening import OpeningError, find_inputs
from articles.importers.registry import NAMES
from articles.importers.running import Options, Report, run_import
from articles.models import Status
from articles.permissions import IMPORT_USERNAME
from articles.records import as_moment
from articles.search.terms import count_all_terms
from newsroom.arabic import parse_date
from newsroom.checks import prepare_database
from newsroom.management.person_command import find_active
from newsroom.models import User
from newsroom.usage import INTERRUPTED, DeskCommand

LOG_SECONDS = 5
BAR_SECONDS = 0.1
REJECTS_TOLD = 5
# The words of more articles are counted by the job.
COUNTED_BLOCKS = 3
BAR = "{percentage:3.0f}%|{bar}| {desc} [{elapsed}<{remaining}]"
REJECTED, CANNOT_START = 1, 2


class Command(DeskCommand):
    help = gettext_lazy("Import articles from pasted pages, files, folders and archives.")

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help=_("file, folder, .gz, .zip, or - for standard input")
        )
        parser.add_argument(
            "--format", choices=NAMES, default="auto", help=_("told from the content if auto")
        )
        parser.add_argument("--encoding", default="auto", metavar="auto|NAME", help=_("likewise"))
        for name, metavar in (("namespace", "NS"), ("source", "NAME"), ("section", "NAME"), ("date", "DATE")):
            parser.add_argument(f"--{name}", metavar=metavar, help=_("for records that lack it"))
        parser.add_argument(
            "--status", choices=("draft", "published"), default="draft", help=_("for records that lack it")
        )
        parser.add_argument(
            "--by", default=IMPORT_USERNAME, metavar="USERNAME", help=_("who imports, with their rights")
        )
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN",
            help=_("the column of a table that holds a field; once for each field"),
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help=_("read and check all, write nothing"))
        parser.add_argument("--report", metavar="FILE.json", help=_("write the counts there"))
        parser.add_argument("--rejects", metavar="FILE.jsonl", help=_("write what is refused there, to mend"))
        parser.add_argument("--batch-size", type=int, default=200, metavar="N", help=_("records at a time"))
        parser.add_argument("--no-progress", action="store_true", help=_("no bar"))

    def handle(self, *args, **given):
        prepare_database()
        try:
            found, options = find_inputs(given["paths"]), read_options(given)
        except OpeningError as error:
            raise CommandError(str(error), returncode=CANNOT_START) from error
        refuse_overwriting(found, given)
        if not found:
            self.stderr.write(_("There is no file in what was named."))
        with ExitStack() as stack:
            stack.enter_context(interruptible())
            keep_reject = stack.enter_context(Rejects(given["rejects"]))
            watch = stack.enter_context(Progress(self.stderr, is_silent=given["no_progress"]))
            report = run_import(found, options, keep_reject=keep_reject, watch=watch)
        self._tell(report, keep_reject, given)
        if not given["dry_run"]:
            count_all_terms(most_blocks=COUNTED_BLOCKS)
        if report.is_interrupted:
            self.stderr.write(_("Interrupted; what is written stays. The same command goes on."))
            sys.exit(INTERRUPTED)
        if report.counts["rejected"]:
            sys.exit(REJECTED)

    def _tell(self, report: Report, rejects: "Rejects", given) -> None:
        if given["report"]:
            text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
            Path(given["report"]).write_text(text + "\n", encoding="utf-8")
        self.stdout.write(describe(report, is_dry=given["dry_run"]))
        for line in rejects.told(report):
            self.stderr.write(line)


def read_options(given) -> Options:
    """Check the options and return them; raises CommandError naming the bad value."""
    if given["batch_size"] < 1:
        _refuse(_("--batch-size must be 1 or more, not %(value)s") % {"value": given["batch_size"]})
    if given["encoding"] != "auto" and not is_known_encoding(given["encoding"]):
        _refuse(_("Encoding %(name)s is not known.") % {"name": given["encoding"]})
    return Options(
        by=_user(given["by"], given["status"]), format=given["format"], encoding=given["encoding"],
        source=given["source"], section=given["section"], namespace=given["namespace"],
        published_at=_moment(given["date"]), status=given["status"], batch_size=given["batch_size"],
        is_dry=given["dry_run"], columns=_columns(given["map"]), processes=os.cpu_count() or 1,
    )  # fmt: skip


def refuse_overwriting(found: list[Path | str], given) -> None:
    """Refuse a report or rejects file that cannot be written, or that is itself read."""
    read = {Path(item).resolve() for item in found if item != "-"}
    for name in ("report", "rejects"):
        path = Path(given[name] or "-")
        if given[name] and path.resolve() in read:
            _refuse(
                _("--%(name)s would overwrite a file that is read: %(path)s") % {"name": name, "path": path}
            )
        try:
            if given[name]:
                path.open("a").close()
        except OSError as error:
            _refuse(
                _("Cannot write --%(name)s %(path)s: %(error)s")
                % {"name": name, "path": path, "error": reason_of(error)}
            )


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM end the import as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _refuse(message: str) -> None:
    raise CommandError(message, returncode=CANNOT_START)


def _moment(text: str | None):
    if not text:
        return None
    parsed = parse_date(text)
    if parsed is None:
        _refuse(_("--date is not a date we can read: %(value)s") % {"value": text})
    return as_moment(parsed)


def _columns(pairs: list[str]) -> dict[str, str]:
    """Read --map FIELD=COLUMN; a field may have one of its other names: «title=العنوان»."""
    columns: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = (part.strip() for part in pair.partition("="))
        field = field_of(name)
        if not equals or not column:
            _refuse(_("--map must be FIELD=COLUMN, not %(value)s") % {"value": pair})
        if field is None:
            values = {"field": name, "allowed": ", ".join(FIELDS)}
            _refuse(_("--map names an unknown field %(field)s; allowed: %(allowed)s") % values)
        if field in columns:
            _refuse(_("--map gives the field %(field)s two columns.") % {"field": field})
        columns[field] = column
    return columns


def _user(username: str, status: str) -> User:
    user = find_active(username)
    needed = ["articles.run_import"] + (["articles.publish_article"] if status == Status.PUBLISHED else [])
    for permission in needed:
        if not user.has_perm(permission):
            _refuse(
                _("User %(username)s lacks the permission %(permission)s.")
                % {"username": username, "permission": permission}
            )
    return user


def describe(report: Report, *, is_dry: bool) -> str:
    """Say in one line what an import did."""
    counts = report.as_json()
    text = _(
        "Read %(read)d: created %(created)d, updated %(updated)d, unchanged %(unchanged)d, "
        "conflicts %(conflicts)d, rejected %(rejected)d, near-copies %(near_duplicates)d; %(speed)s."
    )
    where = _("Batch %(id)d") % {"id": report.batch} + ". " if report.batch else ""
    if held := counts["withdrawn_copies"]:
        told = _("Copies of withdrawn articles: %(n)d; held in review unless their record says otherwise.")
        text += "\n" + told % {"n": held}
    prefix = _("Dry run, nothing written.") + " " if is_dry else where
    return prefix + text % {**counts, "speed": describe_speed(counts["articles_per_second"])}


def describe_speed(rate: float) -> str:
    """«142 مقالا في الثانية»"""
    text = ngettext("%(count)d article a second", "%(count)d articles a second", round(rate))
    return text % {"count": round(rate)}


class Rejects:
    """Append rejects to a file as JSON lines, each flushed, so that an interruption keeps them.

    The first are remembered, to be told at the end where no file was asked for.
    """

    def __init__(self, path: str | None) -> None:
        self.path, self.file = path, None
        self.first: list[dict[str, Any]] = []

    def __enter__(self):
        self.file = Path(self.path).open("w", encoding="utf-8") if self.path else None
        return self

    def __call__(self, reject) -> None:
        if len(self.first) < REJECTS_TOLD:
            self.first.append(reject)
        if self.file:
            self.file.write(json.dumps(reject, ensure_ascii=False) + "\n")
            self.file.flush()

    def __exit__(self, *exc) -> None:
        if self.file:
            self.file.close()

    def told(self, report: Report) -> Iterator[str]:
        """Tell why, and where all of them are."""
        for reject in self.first:
            place = " ".join(str(part) for part in (reject["file"], reject["position"]) if part)
            yield _("Rejected: %(place)s: %(reason)s") % {"place": place, "reason": reject["reason"]}
        number = report.counts["rejected"]
        if self.path and number:
            yield _("All rejects, to mend and import: %(path)s") % {"path": self.path}
        elif number > len(self.first):
            yield _("More were rejected; --rejects FILE.jsonl keeps them all.")


class Progress:
    """Show a bar on a terminal and a line now and then elsewhere, with rate, rejects and time left."""

    def __init__(self, stream, *, is_silent: bool) -> None:
        self.stream, self.is_silent = stream, is_silent
        self.is_terminal = sys.stderr.isatty()
        self.last = time.monotonic()
        self.bar = self.report = None

    def __enter__(self):
        if self.is_terminal and not self.is_silent:
            tqdm.monitor_interval = 0  # no thread of its own: the import starts processes
            self.bar = tqdm(file=sys.stderr, dynamic_ncols=True, bar_format="{desc}")
        return self

    def __call__(self, report: Report) -> None:
        self.report = report
        pause = LOG_SECONDS if self.bar is None else BAR_SECONDS
        if self.is_silent or time.monotonic() - self.last < pause:
            return
        self.last = time.monotonic()
        if self.bar is None:
            self.stream.write(describe(report, is_dry=False))
        else:
            self._move(report)

    def _move(self, report: Report) -> None:
        """Measure the bar by bytes, since nobody knows how many articles a file holds."""
        self.bar.set_description_str(describe_progress(report), refresh=False)
        if report.bytes_total:
            self.bar.bar_format, self.bar.total = BAR, report.bytes_total
        self.bar.update(report.bytes_read - self.bar.n)
        self.bar.refresh()

    def __exit__(self, *exc) -> None:
        if self.bar is not None:
            if self.report is not None:
                self._move(self.report)
            self.bar.close()


def describe_progress(report: Report) -> str:
    counts = report.as_json()
    return _("%(read)d articles, %(articles_per_second).0f a second, rejected %(rejected)d") % counts
