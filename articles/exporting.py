"""Records out of articles: what a row, its keywords, pictures and links say, in the contract's schema."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models import Article, ArticleLink, LinkKind, Section, Source
from articles.picturing import elsewhere, with_pictures
from articles.querysets import ArticleQuerySet
from articles.records import Record
from newsroom.addresses import absolute
from tags.models import Keyword

CHUNK = 500


def select(
    *, source: str | None = None, section: str | None = None, keyword: str | None = None,
    status: str | None = None, since: datetime | None = None, until: datetime | None = None,
) -> ArticleQuerySet:  # fmt: skip
    """Choose articles for an export, from `since` until before `until`; names may be aliases or slugs.

    Raises LookupError naming what is unknown.
    """
    articles = Article.objects.for_export()
    if source:
        articles = articles.filter(source=_named(Source, source))
    if section:
        articles = articles.filter(section=_named(Section, section))
    if keyword:
        articles = articles.filter(article_keywords__tag=_named(Keyword, keyword))
    if status:
        articles = articles.filter(status=status)
    if since:
        articles = articles.filter(published_at__gte=since)
    return articles.filter(published_at__lt=until) if until else articles


def _named(model, text: str):
    found = model.objects.by_names([text]).get(text) or model.objects.by_slug(text)[0]
    if found is None:
        kind = model._meta.verbose_name
        raise LookupError(_("There is no %(kind)s named %(name)s.") % {"kind": kind, "name": text})
    return found


def iter_records(articles: ArticleQuerySet) -> Iterator[dict[str, Any]]:
    """Stream records with a fixed number of queries a chunk."""
    for chunk in _iter_pages(articles.with_record()):
        bodies = with_pictures((article.body for article in chunk), elsewhere)
        for article, body in zip(chunk, bodies, strict=True):
            yield record_json(article) | {"body": body}


def _iter_pages(articles: ArticleQuerySet) -> Iterator[list[Article]]:
    """Read on from the last article: a pooler that shares connections keeps no cursor open.

    In the order of `for_export` those without a date come last; apart, an index has the order of either.
    """
    for part in (articles.exclude(published_at=None), articles.filter(published_at=None)):
        page = list(part[:CHUNK])
        while page:
            yield page
            page = list(part.filter(_is_after(page[-1]))[:CHUNK]) if len(page) == CHUNK else []


def _is_after(last: Article) -> Q:
    later = Q(external_id__gt=last.external_id)
    if last.published_at is None:
        return later
    # The bound on the left lets the index begin there.
    return Q(published_at__gte=last.published_at) & (Q(published_at__gt=last.published_at) | later)


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all that is read in this block be of one moment, whatever is written meanwhile."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def record_json(article: Article, *, without: Container[int] = ()) -> dict[str, Any]:
    """Return the record of an article as its row stands, with `needs`; links are as printed.

    `without` are identities of links to leave out.
    """
    links = [link for link in article.links.all() if link.pk not in without]
    record = Record(
        id=article.local_id,
        namespace=article.namespace or None,
        url=article.source_url or None,
        headline=article.headline,
        summary=article.summary,
        body=article.body,
        published_at=article.published_at,
        updated_at=article.updated_at,
        source=article.source.name if article.source else None,
        section=article.section.name if article.section else None,
        byline=article.byline,
        keywords=[row.tag.name for row in article.article_keywords.all()],
        images=[_image(use) for use in article.article_images.all()],
        read_also=[_link(link) for link in links if link.kind == LinkKind.READ_ALSO],
        similar=[_link(link) for link in links if link.kind == LinkKind.SIMILAR],
        status=article.status,
        language=article.language,
        extra=article.extra,
    )
    return {**record.to_json(), "needs": article.needs}


def _image(use) -> dict[str, Any]:
    # An address elsewhere goes out as it came, or its picture would be another one when it comes back.
    address = absolute(use.image.src) if use.image.file else use.image.url
    return {
        "url": address or None,
        "caption": use.caption or None,
        "credit": use.credit or None,
        "alt": use.alt or None,
    }


def _link(link: ArticleLink) -> dict[str, Any]:
    return {"headline": link.headline or None, "url": link.url or None}
