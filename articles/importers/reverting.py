"""Take articles back to what they were before a batch, as sets: the undo's leaf of the writing door."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.applying import ROW_FIELDS, Applied, fill_in_bulk, relate_in_bulk
from articles.importers.fating import DEAD, Fate
from articles.importers.leftovers import drop_unused, names_used_by
from articles.linking import resolve_links
from articles.models import (
    Article,
    ArticleLink,
    AuditEntry,
    ImportBatch,
    Revision,
    RevisionKind,
    Status,
)
from articles.publishing import STATE_FIELDS
from articles.revising import record_of
from articles.rows import update_rows
from articles.similarity.groups import dissolve
from articles.similarity.heads import groups_of

RESTORED_FIELDS = tuple(dict.fromkeys((*ROW_FIELDS, *STATE_FIELDS, "checksum")))

_DROP = """
UPDATE articles_article a
SET checksum = given.checksum, has_conflict = EXISTS (
    SELECT FROM articles_importitem other JOIN articles_revision latest ON latest.id = a.latest_revision_id
    WHERE other.article_id = a.id AND other.outcome = 'conflict' AND other.id <> given.item
      AND other.undone <> ALL(%s) AND other.revision_number > latest.number)
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS given(item, article, checksum)
WHERE a.id = given.article
"""


@dataclass(slots=True)
class Back:
    """An article on its way back: the version to take, and what it was before."""

    article: Article
    fate: Fate
    status: str
    revision: Revision


def remove_articles(fates: Sequence[Fate], *, batch: ImportBatch, by: Any) -> None:
    """Delete articles that the batch made; their links wait again, and the audit keeps their names."""
    articles = list(_named(fates).only(*_NAMES, "headline_key", "source_url"))
    ids = [article.pk for article in articles]
    # Their revisions and the articles go, so the entries name neither.
    AuditEntry.objects.bulk_create(_entry(a, "delete", a.status, batch=batch, by=by) for a in articles)
    leftovers, groups = names_used_by(ids, batch.marks), groups_of(ids)
    ArticleLink.objects.filter(target__in=ids).update(is_picked=False)
    _forget_revisions(ids)
    Article.objects.filter(pk__in=ids).only("pk").delete()
    dissolve(groups)
    drop_unused(leftovers)
    resolve_links(keys={a.headline_key for a in articles}, urls={a.source_url for a in articles})


def restore_articles(fates: Sequence[Fate], *, batch: ImportBatch, by: Any) -> None:
    """Make the version before the batch the newest one, and the row what it was with it."""
    backs = _read_backs(fates)
    pairs = [(back.article, record_of(back.revision)) for back in backs]
    leftovers = names_used_by([back.article.pk for back in backs], batch.marks)
    applied = Applied()
    told = _last_told(backs)
    fill_in_bulk(pairs, applied)
    for back in backs:
        _bring_back(back, told.get(back.article.pk))
    revisions = _revise(backs, batch=batch, by=by)
    update_rows([back.article for back in backs], RESTORED_FIELDS)
    relate_in_bulk(pairs, applied)
    AuditEntry.objects.bulk_create(
        _entry(
            back.article, "undo", back.status, batch=batch, by=by,
            article=back.article, revision=revision, to_status=back.article.status,
        )
        for back, revision in zip(backs, revisions, strict=True)
    )  # fmt: skip
    drop_unused(leftovers)


def drop_texts(fates: Sequence[Fate], *, batch: ImportBatch, by: Any) -> None:
    """Take away the incoming texts that still wait for an editor."""
    Revision.objects.filter(pk__in=[fate.revision for fate in fates]).delete()
    columns = ([getattr(fate, name) for fate in fates] for name in ("item", "article", "checksum"))
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [DEAD, *columns])
    AuditEntry.objects.bulk_create(
        _entry(a, "undo", a.status, batch=batch, by=by, article=a, to_status=a.status)
        for a in _named(fates).only(*_NAMES)
    )


def _forget_revisions(articles: Sequence[int]) -> None:
    """Delete the versions of articles that go at once with them.

    Left to Django, each article would first be written twice, to point at none: half of the time.
    """
    AuditEntry.objects.filter(article__in=articles).update(article=None, revision=None)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_revision WHERE article_id = ANY(%s)", [list(articles)])


_NAMES = ("pk", "headline", "working_title", "external_id", "status")


def _named(fates: Sequence[Fate]) -> Any:
    return Article.objects.filter(pk__in=[fate.article for fate in fates]).order_by("pk")


def _read_backs(fates: Sequence[Fate]) -> list[Back]:
    articles = _named(fates).in_bulk()
    revisions = Revision.objects.in_bulk([fate.previous for fate in fates])
    return [
        Back(articles[fate.article], fate, articles[fate.article].status, revisions[fate.previous])
        for fate in fates
    ]


def _last_told(backs: Sequence[Back]) -> dict[int, Any]:
    """Find for each article the revision whose time of update its row had: the last that gave one."""
    wanted = Q()
    for back in backs:
        wanted |= Q(article=back.article, number__lte=back.revision.number)
    given = Revision.objects.filter(wanted).exclude(kind__in=RevisionKind.aside())
    given = given.filter(snapshot__updated_at__isnull=False).exclude(snapshot__updated_at=None)
    newest = given.order_by("article", "-number").distinct("article")
    return {revision.article_id: record_of(revision).updated_at for revision in newest}


def _bring_back(back: Back, updated_at: Any) -> None:
    """Set what a record does not say: state, times, and what was imported before."""
    article, fate = back.article, back.fate
    article.status = Status(fate.status or article.status)
    article.checksum, article.page_key, article.updated_at = fate.checksum, fate.page, updated_at
    article.modified_at = timezone.now()
    if not article.was_ever_public:
        is_out = article.status in (Status.PUBLISHED, Status.WITHDRAWN)
        article.first_published_at = article.published_at if is_out else None


def _revise(backs: Sequence[Back], *, batch: ImportBatch, by: Any) -> list[Revision]:
    articles = [back.article.pk for back in backs]
    last = dict(
        Revision.objects.filter(article__in=articles)
        .order_by()
        .values_list("article")
        .annotate(last=Max("number"))
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            article=back.article, number=last[back.article.pk] + 1, kind=RevisionKind.RESTORE,
            snapshot=back.revision.snapshot, by=by, note=_note(batch),
        )
        for back in backs
    )  # fmt: skip
    for back, revision in zip(backs, revisions, strict=True):
        back.article.latest_revision = revision
        back.article.live_revision = revision if back.article.first_published_at else None
    return revisions


def _note(batch: ImportBatch) -> str:
    return _("Batch %(id)d undone") % {"id": batch.pk}


def _entry(
    named: Article, action: str, before: str, *, batch: ImportBatch, by: Any, to_status: str = "", **rows: Any
) -> AuditEntry:
    return AuditEntry(
        article_label=str(named)[:300], action=action, from_status=before, to_status=to_status or before,
        by=by, by_name=str(by)[:200], note=_note(batch), **rows,
    )  # fmt: skip
