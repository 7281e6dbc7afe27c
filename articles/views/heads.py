"""The head of a page: title, description, canonical address, shared cards, structured data."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.cards import SIZE, card_address
from articles.models import Article
from articles.pictures import Figure, Shared
from articles.readable import canonical_url, description, web_address
from newsroom.addresses import absolute

_FEED_TYPES = {
    "rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json",
}  # fmt: skip


@dataclass(slots=True)
class Head:
    """What `base.html` prints in the head; `feed` is the address of the page's own feed as RSS."""

    title: str = ""
    description: str = ""
    canonical: str = ""
    kind: str = "website"
    feed: str = ""
    image: Shared | None = None
    published_at: str = ""
    updated_at: str = ""
    section: str = ""
    keywords: list[str] = field(default_factory=list)
    data: list[dict[str, Any]] = field(default_factory=list)
    is_indexed: bool = True

    @property
    def feeds(self) -> list[tuple[str, str]]:
        """List the forms of the page's own feed: (type, address)."""
        base = self.feed.removesuffix("rss")
        return [(kind, base + form) for form, kind in _FEED_TYPES.items()] if self.feed else []


def breadcrumbs(*trail: tuple[str, str]) -> dict[str, Any]:
    """Describe the way from home to a page, as (name, path) from the top."""
    steps = ((settings.SITE_NAME, "/"), *trail)
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def website() -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "inLanguage": settings.LANGUAGE_CODE,
    }


def article_head(article: Article, *, figure: Figure | None, authors, keywords, head=None) -> Head:
    """Describe an article; `head` stands for its story where it is a near-copy."""
    names = [keyword.name for keyword in keywords]
    return Head(
        title=article.headline,
        description=description(article),
        canonical=canonical_url(article, head),
        kind="article",
        image=shared_by(article, figure),
        published_at=iso(article.published_at),
        updated_at=iso(article.updated_at or article.published_at),
        section=article.section.name if article.section else "",
        keywords=names,
        data=[
            news_article(article, figure=figure, authors=authors, keywords=names, head=head),
            breadcrumbs(*_trail(article)),
        ],
    )


def shared_by(article: Article, figure: Figure | None) -> Shared:
    """Return what other sites show: the photograph, or where it is missing or small the drawn card."""
    if figure and figure.shared and figure.shared.is_large:
        return figure.shared
    return Shared(card_address(article), *SIZE, alt=article.headline)


def _trail(article: Article) -> list[tuple[str, str]]:
    section = article.section
    sections = [section.parent, section] if section and section.parent else [section] if section else []
    trail = [(row.name, row.get_absolute_url()) for row in sections]
    return [*trail, (article.headline, article.get_absolute_url())]


def news_article(article: Article, *, figure: Figure | None, authors, keywords, head=None) -> dict[str, Any]:
    """Describe an article as schema.org's NewsArticle."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": description(article),
        "url": absolute(article.get_absolute_url()),
        "mainEntityOfPage": canonical_url(article, head),
        "datePublished": iso(article.published_at),
        "dateModified": iso(article.updated_at or article.published_at),
        "inLanguage": article.language,
        "articleSection": article.section.name if article.section else None,
        "keywords": keywords,
        "author": _authors(article, authors),
        "publisher": {"@type": "NewsMediaOrganization", "name": settings.SITE_NAME, "url": absolute("/")},
        "image": [absolute(shared_by(article, figure).src)],
        "isBasedOn": web_address(article.source_url),
    }
    return {name: value for name, value in data.items() if value}


def _authors(article: Article, authors) -> list[dict[str, str]]:
    """Name the people of the byline, else the source, else us."""
    if authors:
        return [
            {"@type": "Person", "name": author.name, "url": absolute(author.get_absolute_url())}
            for author in authors
        ]
    name = article.source.name if article.source else settings.SITE_NAME
    return [{"@type": "Organization", "name": name}]


def iso(moment) -> str:
    """Write a moment by the clock of TIME_ZONE; a draft has none."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
