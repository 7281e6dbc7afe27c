"""The audit: who did what to which article, when. An act is an entry, and a line of the file."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from articles.cells import escaped
from articles.day import bounds_of
from articles.models import Article, AuditEntry, Revision
from articles.permissions import may_view_all, viewable

CHUNK = 1000
FIELDS = (
    "id", "at", "action", "person", "person_name", "article", "headline", "from", "to", "note", "moment",
    "version", "takedown",
)  # fmt: skip
_COLUMNS = (
    "pk", "at", "action", "by__username", "by_name", "article_id", "article_label", "from_status",
    "to_status", "note", "moment", "revision__number", "takedown",
)  # fmt: skip
# A spreadsheet takes a file without it for one of its own old encodings.
_MARK = "\ufeff"


def may_export(user: Any) -> bool:
    return user.has_perm("articles.export_auditentry")


def select_entries(
    user: Any, *, since: date | None = None, until: date | None = None, person: Any = None,
    article: int | None = None,
) -> QuerySet[AuditEntry]:  # fmt: skip
    """Choose entries from the day `since` to the end of the day `until`, of articles that `user` may see."""
    entries = AuditEntry.objects.order_by("pk")
    if since:
        entries = entries.filter(at__gte=bounds_of(since)[0])
    if until:
        entries = entries.filter(at__lt=bounds_of(until)[1])
    if person:
        entries = entries.filter(by=person)
    if article:
        entries = entries.filter(article=article)
    if not may_view_all(user):
        entries = entries.filter(article__in=viewable(user, Article.objects.all()).values("pk"))
    return entries


def iter_rows(entries: QuerySet[AuditEntry]) -> Iterator[dict[str, Any]]:
    """Stream entries as they are exported, in a query for each thousand."""
    for values in _iter_values(entries.values_list(*_COLUMNS)):
        row = dict(zip(FIELDS, values, strict=True))
        for name in ("at", "moment"):
            row[name] = row[name] and timezone.localtime(row[name]).isoformat()
        row["takedown"] = row["takedown"] and str(row["takedown"])
        yield row


def _iter_values(rows: QuerySet[AuditEntry, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Read on from the last entry: a pooler that shares connections keeps no cursor open."""
    page = list(rows[:CHUNK])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1][0])[:CHUNK]) if len(page) == CHUNK else []


def json_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    for row in iter_rows(entries):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def csv_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """Write lines no cell of which can run as a formula."""
    writer = csv.writer(_Echo())
    yield _MARK + writer.writerow(FIELDS)
    for row in iter_rows(entries):
        yield writer.writerow([_cell(row[name]) for name in FIELDS])


class _Echo:
    """Give what is written back, so that a line goes out as soon as it is made."""

    def write(self, line: str) -> str:
        return line


def _cell(value: Any) -> str:
    return "" if value is None else escaped(str(value))


def record_act(
    article: Article, action: str, *, by: Any, from_status: str | None = None, note: str = "",
    revision: Revision | None = None, moment: datetime | None = None, takedown: UUID | None = None,
) -> None:  # fmt: skip
    """Write the audit entry of an act; acts of one `takedown` name it."""
    AuditEntry.objects.create(
        article=article, article_label=str(article)[:300], action=action,
        from_status=article.status if from_status is None else from_status, to_status=article.status,
        by=by, by_name=str(by)[:200], note=note, revision=revision or article.latest_revision,
        moment=moment, takedown=takedown,
    )  # fmt: skip


def record_trust(action: str, *, about: Any, by: Any, note: str = "") -> AuditEntry:
    """Write the entry of an act on people, their groups or the audit itself: it stands under no article."""
    return AuditEntry.objects.create(
        action=action, article_label=str(about)[:300], by=by, by_name=str(by)[:200], note=note
    )
