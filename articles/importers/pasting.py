"""A page pasted at the desk: read with a person's corrections, written through the door as one batch."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importers.chunks import write_chunk
from articles.importers.deciding import Incoming, Written, classify, reject
from articles.importers.page import clean_text, parse_page
from articles.importers.preparing import Placed, prepare_in_bulk
from articles.importers.reading import PageText, Parsed
from articles.importers.reports import Options, Report
from articles.importers.roles import LineRole
from articles.mending import Mending
from articles.models import Article, BatchState, ImportBatch, ImportedPage, Outcome, Status
from articles.permissions import may_change, may_view_all

# In the fate of a line: a person said what it is, or that an article begins with it.
GIVEN, BEGINS = "given", "begins"
# Beside the roles, and beside one on the same line: an article begins here, whatever the line is.
START = "start"


class CorrectionError(Exception):
    """The corrections of a page cannot be read; the message names what is wrong."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person took a line for; `key` digests its text, by which it is found when the text moves."""

    line: int
    role: str
    key: str

    @property
    def is_start(self) -> bool:
        return self.role == START

    def as_json(self) -> list[int | str]:
        return [self.line, self.role, self.key]


@dataclass(slots=True)
class Pasted:
    """A page as it was pasted, and what was read in it; `lost` corrections belong to no line any more.

    `text` is the raw one with damage mended that is certain: what the lines and their keys are of.
    """

    raw: str
    text: str
    parsed: list[Parsed]
    corrections: list[Correction] = field(default_factory=list)
    lost: int = 0

    @property
    def page(self) -> PageText:
        return next((one.page for one in self.parsed if one.page), None) or PageText(self.text)

    @property
    def has_records(self) -> bool:
        return any(one.record for one in self.parsed)


def line_key(line: str) -> str:
    return hashlib.blake2s(line.encode("utf-8", "replace"), digest_size=6).hexdigest()


def read_corrections(text: str) -> list[Correction]:
    """Read [[line, role, key], …]; raises CorrectionError."""
    try:
        rows = [(int(line), str(role), str(key)) for line, role, key in json.loads(text or "[]")]
    except (ValueError, TypeError, RecursionError) as error:
        raise CorrectionError(_("The corrections cannot be read: %(text)s") % {"text": text[:100]}) from error
    known = {*LineRole, START}
    for number, role, _key in rows:
        if role not in known:
            raise CorrectionError(_("Line %(line)d: no such role: %(role)s") % {"line": number, "role": role})
    return [Correction(*row) for row in rows]


def write_corrections(corrections: Iterable[Correction]) -> str:
    return json.dumps([one.as_json() for one in corrections], separators=(",", ":"))


def anchor(corrections: Iterable[Correction], lines: Sequence[str]) -> list[Correction]:
    """Find the lines of corrections again in a text that changed; one whose line is gone is left out.

    A correction stays with its number where the line there is the same, else it goes to the nearest
    line of the same text.
    """
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines, 1):
        places.setdefault(line_key(line), []).append(number)
    found: dict[tuple[int, bool], Correction] = {}
    moved = []
    for one in corrections:
        if one.line in places.get(one.key, ()):
            found[one.line, one.is_start] = one
        else:
            moved.append(one)
    for one in moved:
        free = [number for number in places.get(one.key, ()) if (number, one.is_start) not in found]
        if free:
            nearest = min((abs(number - one.line), number) for number in free)[1]
            found[nearest, one.is_start] = Correction(nearest, one.role, one.key)
    return [found[place] for place in sorted(found)]


def known_page(text: str) -> ImportedPage | None:
    """Find the page of the very same text that an import or a person brought before."""
    return ImportedPage.objects.filter(checksum=PageText(text).checksum).first()


def known_corrections(page: ImportedPage | None) -> list[Correction]:
    """Return what people said of the lines of a page when it was pasted before."""
    if page is None:
        return []
    return [
        Correction(number, role, line_key(line))
        for number, line, fate in _lines_with_fates(page)
        for role in (*([fate["role"]] if fate.get(GIVEN) else []), *([START] if fate.get(BEGINS) else []))
    ]


def _lines_with_fates(page: ImportedPage) -> Iterator[tuple[int, str, dict[str, Any]]]:
    fates = {fate["line"]: fate for fate in page.fates}
    for number, line in enumerate(page.text.splitlines(), 1):
        if number in fates:
            yield number, line, fates[number]


def read_paste(text: str, corrections: Sequence[Correction] = ()) -> Pasted:
    """Parse a page as the command does, each corrected line taken for what the person says."""
    raw = clean_text(text)
    mended = Mending().mend("page", raw)
    kept = anchor(corrections, mended.splitlines())
    roles = {one.line: one.role for one in kept if not one.is_start}
    starts = {one.line for one in kept if one.is_start}
    parsed = list(parse_page(raw, roles, starts))
    pasted = Pasted(raw, mended, parsed, kept, len(corrections) - len(kept))
    for fate in pasted.page.fates:
        if fate["line"] in roles:
            fate[GIVEN] = True
        if fate["line"] in starts:
            fate[BEGINS] = True
    return pasted


def foresee(pasted: Pasted, options: Options) -> list[Written | None]:
    """Say what the door will do with each article of a page; None for what is no record."""
    records = [one.record and one.record.with_defaults(**options.defaults()) for one in pasted.parsed]
    identities = [record.identity()[0] for record in records if record]
    found = Article.objects.filter(external_id__in=identities).select_related("latest_revision")
    existing = {article.external_id: article for article in found}
    return [
        record and _foresee_one(Incoming(record), existing.get(record.identity()[0]), options)
        for record in records
    ]


def _foresee_one(incoming: Incoming, article: Article | None, options: Options) -> Written:
    written = classify(incoming, article, by=options.by, default_status=options.status)
    changes = written.outcome in (Outcome.UPDATED, Outcome.CONFLICT)
    if changes and article and not _may_replace(options.by, article):
        return reject(written, _("An article with this text is here already, and it is not yours to change."))
    return written


def _may_replace(by: Any, article: Article) -> bool:
    """Who may not import changes by pasting only what they may change by hand, and publish."""
    if article.status == Status.PUBLISHED and not by.has_perm("articles.publish_article"):
        return False
    return may_view_all(by) or may_change(by, article)


def batch_token(token: UUID, pasted: Pasted, options: Options) -> UUID:
    """Name one sending of a form: sent twice it is one batch, and changed in between it is another."""
    told = json.dumps(options.as_json(), sort_keys=True, default=str)
    return uuid5(token, f"{pasted.text}\n{write_corrections(pasted.corrections)}\n{told}")


@transaction.atomic
def write_paste(pasted: Pasted, options: Options, *, name: str, token: UUID | None) -> ImportBatch:
    """Make drafts of a page, in one batch of this person. All or nothing is written.

    Raises IntegrityError where a batch has the token; one that is just being written is waited for.
    """
    batch = ImportBatch.objects.create(by=options.by, paths=[name], options=options.as_json(), token=token)
    foreseen = foresee(pasted, options)
    parsed = [_refused(one, told) for one, told in zip(pasted.parsed, foreseen, strict=True)]
    placed = prepare_in_bulk([Placed(name, one) for one in parsed], options.defaults())
    report = Report(batch.pk)
    counts, _rejects = write_chunk(placed, batch, options)
    report.add(counts, ())
    batch.state, batch.finished_at, batch.counts = BatchState.FINISHED, timezone.now(), report.as_json()
    batch.options["unknown_fields"] = batch.counts.pop("unknown_fields")
    batch.save(update_fields=["state", "finished_at", "counts", "options"])
    return batch


def _refused(one: Parsed, told: Written | None) -> Parsed:
    if told is None or told.outcome != Outcome.REJECTED:
        return one
    return Parsed(one.position, reason=told.reason, raw=told.record.to_json(), page=one.page)
