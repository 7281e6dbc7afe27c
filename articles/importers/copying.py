"""Write new articles by COPY, each table once a batch (`articles.applying` is the lane of changed ones).

Keys are taken from the sequences first, so that an article names its revision from the start and no row
is written twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.applying import Applied, unique_in_order, write_images
from articles.importers.copytext import copy_lines, line, text_field
from articles.importers.deciding import Written
from articles.importers.preparing import KNOWN_COLUMNS, Prepared
from articles.importers.takedowns import hold_new
from articles.linking import resolve_links
from articles.models import Article, Author, ImportBatch, Revision, Section, Source, Status
from articles.search.indexing import search_row, write_rows
from articles.similarity.copies import Text
from articles.similarity.groups import Plan, plan_copies, write_copies
from tags.models import Keyword

MOST_NAMES = 100_000
COLUMNS = {
    "articles_article": (
        "id latest_revision_id live_revision_id section_id source_id lead_image_id status first_published_at "
        f"created_by_id created_at modified_at is_behind {KNOWN_COLUMNS}"
    ),
    "articles_revision": "id article_id number kind by_id note created_at snapshot",
    "articles_articleshingle": "hash article_id",
    "articles_articleterm": "term article_id",
    "articles_articlekeyword": "content_object_id tag_id position published_at",
    "articles_articleauthor": "article_id author_id position",
    "articles_articlelink": "article_id kind position headline headline_key url is_picked",
    "articles_auditentry": (
        "article_id action from_status to_status by_id by_name at note revision_id article_label"
    ),
}


@dataclass(slots=True)
class Names:
    """The keys of the names that an import has met, made in the order of the file where they are new.

    They are forgotten where a transaction is taken back, and where a foreign key tells that one is gone.
    """

    sources: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)
    keywords: dict[str, int] = field(default_factory=dict)
    authors: dict[str, int] = field(default_factory=dict)

    def forget(self, *, most: int = 0) -> None:
        for kind in (self.sources, self.sections, self.keywords, self.authors):
            if len(kind) > most:
                kind.clear()


def copy_new(written: Sequence[Written], names: Names, *, by: Any, batch: ImportBatch) -> Applied:
    """Write new articles with all that belongs to them."""
    applied = Applied()
    names.forget(most=MOST_NAMES)
    _ensure_names(written, names, applied)
    _take_keys(written)
    plan = plan_copies([_text_of(w, names) for w in written], are_new=True)
    applied.withdrawn_copies += hold_new(written, plan, batch)
    with_images = [w.pair for w in written if w.prepared.images]
    tables = _rows(written, names, write_images(with_images) if with_images else {}, plan, by)
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            copy_lines(cursor, table, COLUMNS[table], rows)
        write_rows(cursor, map(_search_row, written))
    applied.links_created += len(tables["articles_articlelink"])
    _resolve(written, applied)
    write_copies(plan, batch=batch)
    applied.near_duplicates += plan.copied([_keys(w)[0] for w in written])
    return applied


def _search_row(w: Written) -> bytes:
    prepared = w.prepared
    return search_row(_keys(w)[0], prepared.analyser_version, prepared.published_at, prepared.described)


def _text_of(w: Written, names: Names) -> Text:
    prepared, described = w.prepared, w.prepared.described
    return Text(
        article=_keys(w)[0], external_id=prepared.identity, headline_key=prepared.headline_key,
        source=names.sources.get(prepared.source or ""), published_at=prepared.published_at,
        is_public=w.target == Status.PUBLISHED, is_withdrawn=w.target == Status.WITHDRAWN,
        numbers=described.numbers, shingles=described.shingles, probes=described.probes,
    )  # fmt: skip


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
    for w, keys in zip(written, zip(articles, revisions, strict=True), strict=True):
        w.created = keys


def _ensure_names(written: Sequence[Written], known: Names, applied: Applied) -> Names:
    records = [w.prepared for w in written]
    wanted = {
        "keywords": (Keyword, (name for record in records for name in record.keywords)),
        "sources": (Source, (record.source for record in records if record.source)),
        "sections": (Section, (record.section for record in records if record.section)),
        "authors": (Author, (name for record in records for name in record.authors)),
    }
    for kind, (model, names) in wanted.items():
        found = getattr(known, kind)
        missing = [name for name in dict.fromkeys(names) if name not in found]
        if missing:
            rows, made = model.objects.ensure(missing)
            found |= {name: row.pk for name, row in rows.items()}
            applied.keywords_created += made if model is Keyword else 0
    return known


def _rows(
    written: Sequence[Written], names: Names, leads: dict[int, int], plan: Plan, by: Any
) -> dict[str, list[Any]]:
    now = timezone.now()
    tables: dict[str, list[Any]] = {table: [] for table in COLUMNS}
    shingles: list[tuple[int, int]] = []
    terms: list[tuple[int, int]] = []
    moment = now.isoformat()
    revision = line("import", by.pk, "", moment).encode()
    audit = line(by.pk, str(by)[:200], moment, "")
    for w in written:
        (key, version), prepared = _keys(w), w.prepared
        shingles += [(shingle, key) for shingle in prepared.described.shingles]
        terms += [(term, key) for term in prepared.described.terms]
        tables["articles_article"].append(
            _article_row(w, names, leads.get(key), by, moment, is_behind=key in plan.behind)
        )
        tables["articles_revision"].append(
            b"%d\t%d\t1\t%b\t%b" % (version, key, revision, _escaped(prepared.snapshot))
        )
        tables["articles_articlekeyword"] += _uses(key, names.keywords, prepared)
        tables["articles_articleauthor"] += _related(key, names.authors, prepared.authors)
        tables["articles_articlelink"] += _link_rows(w)
        tables["articles_auditentry"].append(
            f"{key}\timport\t\t{w.target}\t{audit}\t{version}\t{text_field(prepared.label[:300])}"
        )
    # In the order of the index, so that its pages are visited once.
    tables["articles_articleshingle"] = [f"{shingle}\t{key}" for shingle, key in sorted(shingles)]
    tables["articles_articleterm"] = [f"{term}\t{key}" for term, key in sorted(terms)]
    return tables


def _escaped(snapshot: bytes) -> bytes:
    """JSON text holds no line breaks or tabs as such: only its own backslashes mean something to COPY."""
    return snapshot.replace(b"\\", b"\\\\")


def _keys(w: Written) -> tuple[int, int]:
    """Return the keys of a new article and of its revision."""
    assert w.created is not None
    return w.created


def _related(key: int, found: dict[str, int], listed: list[str]) -> Iterator[str]:
    for position, row in enumerate(unique_in_order(found, listed)):
        yield f"{key}\t{row}\t{position}"


def _uses(key: int, found: dict[str, int], prepared: Prepared) -> Iterator[str]:
    """Give each use of a keyword the time of its article, which a trigger would look up."""
    moment = line(prepared.published_at)
    return (f"{row}\t{moment}" for row in _related(key, found, prepared.keywords))


def _link_rows(w: Written) -> Iterator[str]:
    """A link that an editor picked means nothing in another newsroom: its headline is resolved anew."""
    for kind, position, headline, headline_key, url, _picked in w.prepared.links:
        if headline or url:
            yield line(w.key, kind, position, headline, headline_key, url, False)


def _article_row(
    w: Written, names: Names, lead: int | None, by: Any, moment: str, *, is_behind: bool
) -> bytes:
    (key, version), prepared = _keys(w), w.prepared
    source = names.sources.get(prepared.source or "")
    section = names.sections.get(prepared.section or "")
    first = prepared.published_at if w.target in (Status.PUBLISHED, Status.WITHDRAWN) else None
    decided = line(
        key, version, version if first else None, section, source, lead,
        str(w.target), first, by.pk, moment, moment, is_behind,
    )  # fmt: skip
    return b"%b\t%b" % (decided.encode(), prepared.row)


def _resolve(written: Sequence[Written], applied: Applied) -> None:
    applied.links_resolved += resolve_links(
        articles=[_keys(w)[0] for w in written if w.prepared.links],
        keys={w.prepared.headline_key for w in written},
        urls={w.prepared.url for w in written},
    )
