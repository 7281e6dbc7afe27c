"""Records out of articles: what a row, its keywords, pictures and links say, in the contract's schema."""

from typing import Any

from articles.models import Article, ArticleLink, LinkKind
from articles.records import Record
from newsroom.addresses import absolute


def record_json(article: Article) -> dict[str, Any]:
    """Return the record of an article as its row stands, with `needs`; links are as printed."""
    links = list(article.links.all())
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
        keywords=[row.tag.name for row in article.article_keywords.select_related("tag")],
        images=[_image(use) for use in article.article_images.select_related("image")],
        read_also=[_link(link) for link in links if link.kind == LinkKind.READ_ALSO],
        similar=[_link(link) for link in links if link.kind == LinkKind.SIMILAR],
        status=article.status,
        language=article.language,
        extra=article.extra,
    )
    return {**record.to_json(), "needs": article.needs}


def _image(use) -> dict[str, Any]:
    return {
        "url": absolute(use.image.src) if use.image.src else None,
        "caption": use.caption or None,
        "credit": use.credit or None,
        "alt": use.alt or None,
    }


def _link(link: ArticleLink) -> dict[str, Any]:
    return {"headline": link.headline or None, "url": link.url or None}
