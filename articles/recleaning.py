"""Clean again the bodies that are printed as they are stored, after the rules of the cleaning changed.

These are the bodies of articles and of the pages of the house. Whatever else holds markup (versions, unsaved
texts, records of imports) is kept as it was given and cleaned each time that it is read: there the words
that are taken out here can still be found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles.applying import Applied, write_body_images
from articles.auditing import record_trust
from articles.figures import MARK
from articles.flatpages import keep_page
from articles.models import Article, AuditEntry, FlatPage, Revision, RevisionKind
from articles.records import Record
from articles.revising import record_of
from articles.rows import update_rows
from articles.sanitizing import body_html, cleaned_again
from articles.search.indexing import index_in_bulk

BATCH = 500
# Raised with each change of what the cleaning leaves, so that no run goes on from one of older rules.
RULES = 1


@dataclass(slots=True)
class Account:
    """What was looked at, and which articles and pages were changed; of `aside` no version had the words."""

    read: int = 0
    articles: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)


def clean_articles(account: Account, *, by: Any, after: int = 0, is_dry: bool = False) -> Iterator[int]:
    """Clean the bodies of articles in batches by key; yields the last key of each."""
    while True:
        with transaction.atomic():
            rows = Article.objects.filter(pk__gt=after).order_by("pk")
            batch = list((rows if is_dry else rows.select_for_update(of=("self",)))[:BATCH])
            dirty = [article for article in batch if cleaned_again(article.body) != article.body]
            aside = _clean(dirty, by=by) if dirty and not is_dry else []
        if not batch:
            return
        account.read += len(batch)
        account.articles += [article.pk for article in dirty]
        account.aside += aside
        after = batch[-1].pk
        yield after


def _clean(articles: Sequence[Article], *, by: Any) -> list[int]:
    """Write the clean bodies of locked articles, and what is made of them; list whose were put aside."""
    pictured, aside = {article.pk for article in articles if MARK in article.body}, []
    for article in articles:
        clean = cleaned_again(article.body)
        if not _is_kept(article, clean):
            _keep_aside(article, by=by)
            aside.append(article.pk)
        article.body = clean
    update_rows(articles, ["body"])
    write_body_images([(article, Record()) for article in articles], Applied(pictured=pictured))
    index_in_bulk(articles)
    AuditEntry.objects.bulk_create(_entry(article, by) for article in articles)
    return aside


def _is_kept(article: Article, clean: str) -> bool:
    """Say whether the version that the row follows gives these words, so that it holds what is taken out."""
    number = article.live_revision_id or article.latest_revision_id
    revision = Revision.objects.filter(pk=number).first()
    return revision is not None and body_html(record_of(revision).body) == clean


def _keep_aside(article: Article, *, by: Any) -> None:
    """Keep the body as it stood in the history, beside the line of versions."""
    newest = article.latest_revision
    snapshot = {**(newest.snapshot if newest else {"headline": article.headline}), "body": article.body}
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    Revision.objects.create(
        article=article, number=last + 1, kind=RevisionKind.AUTOSAVE, snapshot=snapshot, by=by,
        base=newest and newest.number, note=_("The text as it stood before it was cleaned"),
    )  # fmt: skip


def _entry(article: Article, by: Any) -> AuditEntry:
    return AuditEntry(
        article=article, article_label=str(article)[:300], action="clean", from_status=article.status,
        to_status=article.status, by=by, by_name=str(by)[:200], revision_id=article.latest_revision_id,
    )  # fmt: skip


def clean_pages(account: Account, *, by: Any, is_dry: bool = False) -> None:
    """Clean the pages of the house: what each said before is its version before."""
    for key in FlatPage.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            page = FlatPage.objects.select_for_update().get(pk=key)
            clean = cleaned_again(page.body)
            if clean == page.body:
                continue
            account.pages.append(page.pk)
            if not is_dry:
                over = FlatPage.objects.get(pk=key)
                page.body = clean
                keep_page(page, by=by, over=over)
                record_trust("flatpage_clean", about=page, by=by)
