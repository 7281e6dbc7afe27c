"""Revisions and the row that follows one; only `articles.publishing` and what serves it write them."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from articles.applying import ROW_FIELDS, Applied, fill_in_bulk, relate_in_bulk
from articles.models import Article, Revision, RevisionKind
from articles.records import Record


def record_of(revision: Revision) -> Record:
    return Record.from_mapping(revision.snapshot, may_be_blank=True)


def locked(article: Article) -> Article:
    """Lock the row and read what it now says.

    Nothing is joined: after waiting for the lock, a join still sees the other tables as they were
    before, so the newest revision of another person would read as none.
    """
    return Article.objects.select_for_update().get(pk=article.pk)


def identify(record: Record, article: Article) -> None:
    """A snapshot carries the identity of its article, whatever a form left out."""
    record.id, record.namespace = article.local_id, article.namespace or None


def apply_record(article: Article, record: Record) -> None:
    """Copy a revision into the row; the publication time that the door gave stays."""
    applied, given = Applied(), article.published_at
    fill_in_bulk([(article, record)], applied)
    article.published_at = record.published_at or (given if article.first_published_at else None)
    if article.published_at:
        article.needs = [need for need in article.needs if need != "published_at"]
    article.save(update_fields=ROW_FIELDS)
    relate_in_bulk([(article, record)], applied)


def revise(
    article: Article, record: Record, *, by: Any, kind: str = RevisionKind.SAVE, note: str = ""
) -> Revision:
    revision = new_revision(article, record, by=by, kind=kind, note=note)
    article.latest_revision = revision
    article.save(update_fields=["latest_revision", "modified_at"])
    return revision


def new_revision(article: Article, record: Record, *, by: Any, kind: str, note: str) -> Revision:
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        article=article, number=last + 1, kind=kind, snapshot=record.to_json(), by=by, note=note
    )


def record_time(article: Article, *, by: Any) -> None:
    record = record_of(article.latest_revision)
    if record.published_at != article.published_at:
        record.published_at = article.published_at
        revise(article, record, by=by, note=_("Publication time set"))
