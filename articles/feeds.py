"""RSS, Atom and JSON feeds: the newest articles, with as much of their texts as their sources allow."""

import json
import re

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.caching.keys import HOME, depend_on, depend_on_names, depend_on_places, depend_on_rows
from articles.models import Article, Section, Source, Topic
from articles.picturing import elsewhere
from articles.printing import printed
from articles.readable import excerpt, original_url, shows_full_text, web_address
from articles.views.heads import iso
from articles.views.lookups import get_named_or_404
from articles.views.responses import kept_page
from newsroom.addresses import absolute
from newsroom.encoding import xml_safe
from tags.models import Keyword

FEED_SIZE = 30
JSON_FEED = "https://jsonfeed.org/version/1.1"
# In a feed a path has no host to start from; `//` begins a host.
_OWN_ADDRESS = re.compile(r'\b(src|href)="/(?!/)')


class Dated:
    """A feed without articles is as old as the day: the moment of asking would make each answer another."""

    def latest_post_date(self):
        if self.items:
            return super().latest_post_date()
        return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


class RssFeed(Dated, Rss201rev2Feed):
    """RSS 2.0 with the text in content:encoded."""

    def rss_attributes(self):
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(Dated, Atom1Feed):
    """Atom with the text as HTML content."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JsonFeed(SyndicationFeed):
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        feed = self.feed
        data = {
            "version": JSON_FEED,
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "language": feed["language"],
            "items": [_json_item(item) for item in self.items],
        }
        outfile.write(json.dumps(data, ensure_ascii=False).encode(encoding))


def _json_item(item):
    data = {
        "id": item["unique_id"],
        "url": item["link"],
        "external_url": item["original"] or None,
        "title": item["title"],
        "summary": item["excerpt"],
        "content_html": item["content"],
        "date_published": iso(item["pubdate"]),
        "date_modified": iso(item["updateddate"]),
        "authors": [{"name": item["author_name"]}],
        "tags": list(item["categories"]),
        "language": item["language"],
    }
    return {name: value for name, value in data.items() if value}


class ArticleFeed(Feed):
    """The newest of all articles; subclasses narrow them."""

    feed_type = RssFeed
    language = settings.LANGUAGE_CODE
    author_name = settings.SITE_NAME
    item_guid_is_permalink = False
    address = "feed-latest-rss"

    def title(self, obj):
        return settings.SITE_NAME

    def link(self, obj):
        return absolute("/")

    def feed_url(self, obj):
        return absolute(reverse(self.address))

    def feed_guid(self, obj):
        return self.feed_url(obj)

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
        }


class AtomArticleFeed(ArticleFeed):
    feed_type = AtomFeed
    address = "feed-latest-atom"

    def subtitle(self, obj):
        return self.description(obj)


class JsonArticleFeed(ArticleFeed):
    feed_type = JsonFeed
    address = "feed-latest-json"


class NamedFeed(ArticleFeed):
    """The newest articles of a section, source or keyword."""

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
        return absolute(reverse(f"{obj._meta.model_name}-feed", args=[obj.slug]))


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


class TopicFeed(NamedFeed):
    model = Topic

    def rows(self):
        return Topic.objects.published()

    def narrow(self, obj):
        return Q(topic_entries__topic=obj)


def item_html(article: Article) -> str:
    """Return the clean body, or the excerpt with the way to the rest."""
    if shows_full_text(article):
        return _OWN_ADDRESS.sub(rf'\1="{settings.SITE_URL}/', article.body)
    return render_to_string(
        "articles/_feed_excerpt.html",
        {"excerpt": excerpt(article), "url": original_url(article) or absolute(article.get_absolute_url())},
    )


def _named(feed: NamedFeed):
    """Answer for the feed of a row found by its slug; old slugs redirect."""

    def respond(request, slug):
        row, is_old = get_named_or_404(feed.rows(), slug)
        if is_old:
            return redirect(f"{feed.model._meta.model_name}-feed", row.slug, permanent=True)
        return feed(request, row=row)

    return kept_page(respond)


latest_rss = kept_page(ArticleFeed())
latest_atom = kept_page(AtomArticleFeed())
latest_json = kept_page(JsonArticleFeed())
section = _named(SectionFeed())
source = _named(SourceFeed())
keyword = _named(KeywordFeed())
topic = _named(TopicFeed())
