"""A pasted news page as records: the articles in it, their facts, and the fate of every line."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from articles.importers.drafts import Draft
from articles.importers.labels import is_agency
from articles.importers.lines import read_line
from articles.importers.reading import How, PageText, Parsed, reject_text
from articles.importers.segments import Segmenter
from articles.mending import Mending
from articles.records import Record, RecordError, as_moment
from articles.sanitizing import plain_text
from newsroom.arabic import weekday_hints

_END = re.compile(r"[.»\"]\s*\(([^()]{2,30})\)\.?$")


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield a Parsed for each article of the page, positions counted from 1."""
    most = settings.IMPORT_PAGE_MAX_BYTES
    data = stream.read(most + 1)
    if len(data) > most:
        reason = _("The page is longer than %(most)d bytes.") % {"most": most}
        yield reject_text(1, reason, data.decode(how.encoding, "replace"))
        return
    try:
        text = data.decode(how.encoding)
    except UnicodeDecodeError as error:
        reason = _("The page is not in the encoding %(name)s (byte %(position)d).")
        values = {"name": how.encoding, "position": error.start}
        yield reject_text(1, reason % values, data.decode(how.encoding, "replace"))
        return
    yield from parse_page(text)


def clean_text(text: str) -> str:
    """Give a text one kind of line end, as a browser and a file do not: the same page is one page."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "\ufffd")


def parse_page(
    text: str, roles: Mapping[int, str] | None = None, starts: Collection[int] = ()
) -> Iterator[Parsed]:
    """Yield the articles of a page; one from which nothing can be made is a reject with its text.

    `roles` says what lines are (number from 1 → a LineRole) and `starts` where an article begins,
    whatever they look like.
    """
    mending = Mending()
    page = PageText(mending.mend("page", clean_text(text)))
    lines = [read_line(number, line) for number, line in enumerate(page.text.splitlines(), 1)]
    segments = Segmenter(lines, roles, starts)
    page.fates = segments.fates
    if not any(draft.blocks for draft in segments.drafts):
        nothing = reject_text(1, _("No article was found in the page."), text)
        nothing.page = page
        yield nothing
        return
    checksum = page.checksum
    for position, draft in enumerate(segments.drafts, 1):
        yield _parse(position, draft, page, checksum, mending.hints)


def _parse(position: int, draft: Draft, page: PageText, checksum: str, hints: dict[str, Any]) -> Parsed:
    data = to_mapping(draft)
    try:
        record = Record.from_mapping(data)
    except RecordError as error:
        return Parsed(position, reason=str(error), raw=data, page=page)
    record.page = checksum
    record.hints = hints | (read_hints(record.body) if record.published_at is None else {})
    return Parsed(position, record, page=page)


def to_mapping(draft: Draft) -> dict[str, Any]:
    return {
        "headline": draft.headline,
        "body": draft.body(),
        "published_at": as_moment(draft.moment).isoformat() if draft.moment else None,
        "updated_at": as_moment(draft.update).isoformat() if draft.update else None,
        "source": draft.source or draft.agency or read_end(draft) or None,
        "section": draft.section or None,
        "byline": draft.byline,
        "keywords": draft.keywords,
        "images": draft.images,
        "read_also": draft.read_also,
        "similar": draft.similar,
        **draft.extra(),
    }


def read_end(draft: Draft) -> str:
    """Return the agency that the last paragraph ends with: «…غدا. (رويترز)» → رويترز."""
    found = _END.search(draft.blocks[-1][1]) if draft.blocks else None
    return found[1] if found and is_agency(found[1]) else ""


def read_hints(body: str) -> dict[str, Any]:
    """Keep what the text lets an editor guess of its date: a suggestion, never an assertion."""
    hint = weekday_hints(plain_text(body))
    if hint is None:
        return {}
    known = {name: value for name, value in asdict(hint).items() if value is not None}
    return {"published_at": {k: v if isinstance(v, int) else v.isoformat() for k, v in known.items()}}
