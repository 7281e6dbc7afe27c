"""Write new articles by COPY, each table once a batch (`articles.applying` is the lane of changed ones).

Keys are taken from the sequences first, so that an article names its revision from the start and no row
is written twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.applying import Applied, unique_in_order, write_images
from articles.importers.deciding import Written
from articles.linking import resolve_links
from articles.models import Article, Author, ImportBatch, Revision, RevisionKind, Section, Source, Status
from articles.records import dump
from articles.similarity.marking import mark_copies
from newsroom.arabic import ANALYSER_VERSION
from tags.models import Keyword

COLUMNS = {
    "articles_article": (
        "id external_id namespace headline headline_key desk_key working_title slug summary body section_id "
        "source_id source_url byline language lead_image_id status published_at first_published_at "
        "updated_at withdrawal_note needs hints extra checksum page_key is_touched has_conflict "
        "latest_revision_id live_revision_id created_by_id created_at modified_at"
    ),
    "articles_revision": "id article_id number kind snapshot by_id note created_at",
    "articles_articlesearch": "article_id vector analyser_version",
    "articles_articleshingle": "hash article_id",
    "articles_articlekeyword": "content_object_id tag_id position",
    "articles_articleauthor": "article_id author_id position",
    "articles_articlelink": "article_id kind position headline headline_key url target_id is_picked",
    "articles_auditentry": (
        "article_id article_label action from_status to_status by_id by_name at note revision_id"
    ),
}


@dataclass(slots=True)
class Names:
    """The rows of the names that a batch uses, made in the order of the file where they are new."""

    sources: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, Any] = field(default_factory=dict)
    keywords: dict[str, Any] = field(default_factory=dict)
    authors: dict[str, Any] = field(default_factory=dict)


def copy_new(written: Sequence[Written], *, by: Any, batch: ImportBatch) -> Applied:
    """Write new articles with all that belongs to them."""
    applied = Applied()
    names = _ensure_names(written, applied)
    _take_keys(written)
    with_images = [w.pair for w in written if w.record.images]
    tables = _rows(written, names, write_images(with_images) if with_images else {}, by)
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            copy_rows(cursor, table, COLUMNS[table], rows)
    applied.links_created += len(tables["articles_articlelink"])
    _resolve(written, applied)
    sketches = [(w.key, w.prepared.derived.shingles or []) for w in written]
    applied.near_duplicates += mark_copies(sketches, batch=batch)
    return applied


def copy_rows(cursor: Any, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Send rows to a table by COPY; `columns` are parted by spaces."""
    with (
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def take_keys(model: Any, count: int) -> list[int]:
    """Take `count` keys from the sequence of a model."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _take_keys(written: Sequence[Written]) -> None:
    articles, revisions = (take_keys(model, len(written)) for model in (Article, Revision))
    for w, article, revision in zip(written, articles, revisions, strict=True):
        w.article = Article(pk=article, external_id=w.prepared.identity, status=w.target)
        w.revision = Revision(pk=revision, number=1)


def _ensure_names(written: Sequence[Written], applied: Applied) -> Names:
    records = [w.record for w in written]
    keywords = dict.fromkeys(name for record in records for name in record.keywords)
    authors = dict.fromkeys(name for w in written for name in w.prepared.authors)
    found, applied.keywords_created = Keyword.objects.ensure(list(keywords))
    return Names(
        Source.objects.ensure(list(dict.fromkeys(r.source for r in records if r.source)))[0],
        Section.objects.ensure(list(dict.fromkeys(r.section for r in records if r.section)))[0],
        found,
        Author.objects.ensure(list(authors))[0],
    )


def _rows(written: Sequence[Written], names: Names, leads: dict[int, int], by: Any) -> dict[str, list[Any]]:
    now = timezone.now()
    tables: dict[str, list[Any]] = {table: [] for table in COLUMNS}
    for w in written:
        key, search = w.key, w.prepared.derived
        tables["articles_article"].append(_article_row(w, names, leads.get(key), by, now))
        tables["articles_revision"].append(
            (w.version, key, 1, RevisionKind.IMPORT.value, w.prepared.snapshot, by.pk, "", now)
        )
        tables["articles_articlesearch"].append((key, search.vector, ANALYSER_VERSION))
        tables["articles_articleshingle"] += [(shingle, key) for shingle in search.shingles or ()]
        tables["articles_articlekeyword"] += _related(key, names.keywords, w.record.keywords)
        tables["articles_articleauthor"] += _related(key, names.authors, w.prepared.authors)
        tables["articles_articlelink"] += _link_rows(w)
        tables["articles_auditentry"].append(
            (key, _label(w)[:300], "import", "", w.target, by.pk, str(by)[:200], now, "", w.version)
        )
    # In the order of the index, so that its pages are visited once.
    tables["articles_articleshingle"].sort()
    return tables


def _label(w: Written) -> str:
    return w.record.headline or w.prepared.derived.working_title or w.prepared.identity


def _related(key: int, found: dict[str, Any], listed: list[str]) -> Iterator[tuple[int, int, int]]:
    for position, row in enumerate(unique_in_order(found, listed)):
        yield key, row.pk, position


def _link_rows(w: Written) -> Iterator[tuple[Any, ...]]:
    """A link that an editor picked means nothing in another newsroom: its headline is resolved anew."""
    for kind, position, headline, headline_key, url, _picked in w.prepared.links:
        if headline or url:
            yield w.key, kind, position, headline, headline_key, url, None, False


def _article_row(w: Written, names: Names, lead: int | None, by: Any, now: datetime) -> tuple[Any, ...]:
    record, derived = w.record, w.prepared.derived
    source = names.sources.get(record.source or "")
    section = names.sections.get(record.section or "")
    first = record.published_at if w.target in (Status.PUBLISHED, Status.WITHDRAWN) else None
    return (
        w.key, w.prepared.identity, w.prepared.namespace, record.headline, derived.headline_key,
        derived.desk_key, derived.working_title, derived.slug, record.summary, derived.body,
        section and section.pk, source and source.pk, record.url or "", record.byline,
        record.language or "ar", lead, str(w.target), record.published_at, first, record.updated_at, "",
        record.needs, dump(record.hints).decode(), dump(record.extra).decode(), w.checksum, record.page,
        False, False, w.version, w.version if first else None, by.pk, now, now,
    )  # fmt: skip


def _resolve(written: Sequence[Written], applied: Applied) -> None:
    applied.links_resolved += resolve_links(
        articles=[w.key for w in written if w.prepared.links],
        keys={w.prepared.derived.headline_key for w in written},
        urls={w.record.url or "" for w in written},
    )
