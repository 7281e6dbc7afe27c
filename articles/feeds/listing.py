"""Which articles a feed holds: the newest, with as much of their texts as their sources and we allow."""

import re

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.caching.keys import HOME, depend_on, depend_on_names, depend_on_places, depend_on_rows
from articles.feeds.media import media_of
from articles.feeds.writing import FORMS
from articles.models import Article, Author, Section, Source, Topic
from articles.picturing import elsewhere
from articles.printing import printed
from articles.readable import excerpt, original_url, shows_full_text, web_address
from articles.views.lookups import get_named_or_404
from articles.views.responses import kept_page
from newsroom.addresses import absolute
from newsroom.encoding import xml_safe
from tags.models import Keyword

FEED_SIZE = 30
# In a feed a path has no host to start from; `//` begins a host.
_OWN_ADDRESS = re.compile(r'\b(src|href)="/(?!/)')


class ArticleFeed(Feed):
    """The newest of all articles in one of the forms; subclasses narrow them."""

    language = settings.LANGUAGE_CODE
    author_name = settings.SITE_NAME
    item_guid_is_permalink = False

    def __init__(self, form: str) -> None:
        self.form, self.feed_type = form, FORMS[form]

    def title(self, obj):
        return settings.SITE_NAME

    def link(self, obj):
        return absolute("/")

    def feed_url(self, obj):
        return absolute(reverse(f"feed-latest-{self.form}"))

    def feed_guid(self, obj):
        return self.feed_url(obj)

    def feed_extra_kwargs(self, obj):
        return {"hub": settings.WEBSUB_HUB_URL}

    def subtitle(self, obj):
        return self.description(obj)

    def description(self, obj):
        return _("The latest news of %(name)s") % {"name": self.title(obj)}

    def articles(self, obj):
        return Article.objects.for_feed(self.narrow(obj))

    def narrow(self, obj) -> Q:
        """Say which articles belong into the feed."""
        return Q()

    def items(self, obj):
        articles = list(self.articles(obj).prefetch_related("keywords")[:FEED_SIZE])
        self.depend_on(obj)
        depend_on_places(articles)
        depend_on_names("keyword", (keyword.pk for each in articles for keyword in each.keywords.all()))
        for article, body in zip(articles, printed((each.body for each in articles), elsewhere), strict=True):
            article.body = body
        return articles

    def depend_on(self, obj):
        """Name what decides which articles the feed holds."""
        depend_on(HOME)

    # Not escaped twice: readers of feeds take a title as text.
    def item_title(self, item):
        return xml_safe(item.headline)

    def item_description(self, item):
        """Escaped, because RSS and Atom readers take a description for HTML."""
        return escape(xml_safe(excerpt(item)))

    def item_link(self, item):
        return absolute(item.get_absolute_url())

    def item_guid(self, item):
        """The identity outlives a change of headline, which the address does not show."""
        return absolute(f"/articles/{item.pk}/")

    def item_author_name(self, item):
        return xml_safe(item.byline or (item.source.name if item.source else settings.SITE_NAME))

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.updated_at or item.published_at

    def item_categories(self, item):
        section = [item.section.name] if item.section else []
        return [xml_safe(name) for name in (*section, *(keyword.name for keyword in item.keywords.all()))]

    def item_extra_kwargs(self, item):
        return {
            "content": xml_safe(item_html(item)),
            "excerpt": excerpt(item),
            "original": web_address(item.source_url),
            "language": item.language,
            "media": media_of(item),
        }


class NamedFeed(ArticleFeed):
    """The newest articles of a section, source, keyword, author or topic file."""

    model: type

    def rows(self):
        return self.model.objects.all()

    def get_object(self, request, row):
        return row

    def depend_on(self, obj):
        depend_on_rows(obj._meta.model_name, [obj.pk])

    def title(self, obj):
        return f"{obj.name} - {settings.SITE_NAME}"

    def link(self, obj):
        return absolute(reverse(obj._meta.model_name, args=[obj.slug]))

    def feed_url(self, obj):
        return absolute(reverse(address_name(obj._meta.model_name, self.form), args=[obj.slug]))


class SectionFeed(NamedFeed):
    model = Section

    def narrow(self, obj):
        children = list(obj.children.all())
        depend_on_rows("section", (child.pk for child in children))
        return Q(section__in=[obj, *children])


class SourceFeed(NamedFeed):
    model = Source

    def narrow(self, obj):
        return Q(source=obj)


class KeywordFeed(NamedFeed):
    model = Keyword

    def narrow(self, obj):
        return Q(article_keywords__tag=obj)


class AuthorFeed(NamedFeed):
    model = Author

    def narrow(self, obj):
        return Q(articleauthor__author=obj)


class TopicFeed(NamedFeed):
    model = Topic

    def rows(self):
        return Topic.objects.published()

    def narrow(self, obj):
        return Q(topic_entries__topic=obj)


def item_html(article: Article) -> str:
    """Return the clean body, or the excerpt with the way to the rest."""
    is_allowed = shows_full_text(article)
    if is_allowed and settings.FEEDS_FULL_TEXT:
        return _OWN_ADDRESS.sub(rf'\1="{settings.SITE_URL}/', article.body)
    ours = absolute(article.get_absolute_url())
    url = ours if is_allowed else original_url(article) or ours
    return render_to_string(
        "articles/_feed_excerpt.html", {"excerpt": excerpt(article), "url": url, "is_ours": url == ours}
    )


def address_name(kind: str, form: str) -> str:
    """Name the address of a feed: "section-feed" for RSS, as the contract has it, "section-feed-atom" …"""
    return f"{kind}-feed" if form == "rss" else f"{kind}-feed-{form}"


def _named(feed_class: type[NamedFeed]):
    """Answer for the feeds of a row found by its slug; old slugs redirect."""
    feeds = {form: feed_class(form) for form in FORMS}

    def respond(request, slug, form):
        row, is_old = get_named_or_404(feeds[form].rows(), slug)
        if is_old:
            return redirect(address_name(row._meta.model_name, form), row.slug, permanent=True)
        return feeds[form](request, row=row)

    return kept_page(respond)


latest = {form: kept_page(ArticleFeed(form)) for form in FORMS}
section = _named(SectionFeed)
source = _named(SourceFeed)
keyword = _named(KeywordFeed)
author = _named(AuthorFeed)
topic = _named(TopicFeed)
