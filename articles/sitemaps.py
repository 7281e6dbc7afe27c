"""Sitemaps cut by blocks of identities: the index needs no count, and an old file never changes its range."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Exists, Max, OuterRef
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.caching.keys import HOME, KEYWORDS, NEVER, PAGES, TOPICS, depend_on, depend_until
from articles.models import Article, ArticleKeyword, FlatPage, Section, Source, Topic
from articles.views.responses import kept_page
from newsroom import clock
from newsroom.addresses import absolute
from newsroom.encoding import xml_safe
from tags.models import Keyword

BLOCK_SIZE = 2000  # the protocol allows 50,000; this renders in a third of a second
XML = "application/xml"
# What the schema of news sitemaps allows.
NEWS_AGE, MOST_NEWS = timedelta(hours=48), 1000


@dataclass(frozen=True, slots=True)
class Entry:
    location: str
    lastmod: object = None


@dataclass(frozen=True, slots=True)
class NewsEntry:
    location: str
    published_at: datetime
    title: str
    language: str


@kept_page
def index(request):
    depend_on(HOME, KEYWORDS)
    places = [("pages", 0), *_blocks("articles", Article), *_blocks("keywords", Keyword)]
    sitemaps = [{"location": absolute(reverse("sitemap-block", args=place))} for place in places]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": sitemaps}, content_type=XML)


def _blocks(kind: str, model) -> list[tuple[str, int]]:
    last = model.objects.aggregate(last=Max("pk"))["last"]
    return [(kind, block) for block in range(last // BLOCK_SIZE + 1)] if last else []


@kept_page
def block(request, kind, block):
    if kind not in KINDS:
        raise Http404
    urlset = KINDS[kind](block)
    if not urlset:
        depend_on(NEVER)
    return TemplateResponse(request, "sitemap.xml", {"urlset": urlset}, content_type=XML)


@kept_page
def news(request):
    """List the news of two days, for search engines that ask for no more; one that grows older goes."""
    depend_on(HOME)
    since = clock.now() - NEWS_AGE
    rows = Article.objects.published().filter(published_at__gt=since).one_a_story().newest_first()
    entries = [_news(row) for row in rows.only("slug", "published_at", "headline", "language")[:MOST_NEWS]]
    if entries:
        depend_until(entries[-1].published_at + NEWS_AGE)
    return TemplateResponse(request, "news_sitemap.xml", {"entries": entries}, content_type=XML)


def _news(row: Article) -> NewsEntry:
    language = row.language.lower().split("-")[0]
    location = absolute(row.get_absolute_url())
    return NewsEntry(location, row.published_at, xml_safe(row.headline), language)


def _pages(block: int) -> list[Entry]:
    if block:
        raise Http404
    depend_on(TOPICS, PAGES)
    named = (Section.objects.for_menu(), Source.objects.filter(in_menu=True), Topic.objects.published())
    rows = chain(*named, FlatPage.objects.published())
    return [Entry(absolute("/")), *(Entry(absolute(row.get_absolute_url())) for row in rows)]


def _in_block(block: int) -> dict[str, int]:
    return {"pk__gte": block * BLOCK_SIZE, "pk__lt": (block + 1) * BLOCK_SIZE}


def _articles(block: int) -> list[Entry]:
    depend_on(HOME)
    rows = Article.objects.published().filter(**_in_block(block)).one_a_story().order_by("pk")
    return [
        Entry(absolute(row.get_absolute_url()), row.updated_at or row.published_at)
        for row in rows.only("slug", "published_at", "updated_at")
    ]


def _keywords(block: int) -> list[Entry]:
    """List keywords that have something to read."""
    depend_on(HOME, KEYWORDS)
    uses = ArticleKeyword.objects.filter(tag=OuterRef("pk"), content_object__in=Article.objects.published())
    slugs = Keyword.objects.filter(Exists(uses), **_in_block(block)).order_by("pk")
    return [Entry(absolute(reverse("keyword", args=[slug]))) for slug in slugs.values_list("slug", flat=True)]


KINDS = {"pages": _pages, "articles": _articles, "keywords": _keywords}
