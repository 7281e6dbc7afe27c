"""The three forms of a feed."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from articles.feeds.media import Media
from articles.views.heads import iso

JSON_FEED = "https://jsonfeed.org/version/1.1"
_MEDIA = "http://search.yahoo.com/mrss/"


class Dated:
    """A feed without articles is as old as the day: the moment of asking would make each answer another."""

    def latest_post_date(self):
        if self.items:
            return super().latest_post_date()
        return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


class RssFeed(Dated, Rss201rev2Feed):
    """RSS 2.0 with the text in content:encoded, and pictures in media:content.

    An <enclosure> must tell its length in bytes, which we do not know of every picture.
    """

    def rss_attributes(self):
        content = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/", "xmlns:media": _MEDIA}
        return {**super().rss_attributes(), **content}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        if item["media"]:
            _write_media(handler, item["media"])


class AtomFeed(Dated, Atom1Feed):
    """Atom with the text as HTML content, and pictures as enclosures."""

    def root_attributes(self):
        return {**super().root_attributes(), "xmlns:media": _MEDIA}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        if item["media"]:
            kind = {"type": item["media"].type} if item["media"].type else {}
            handler.addQuickElement("link", None, {"rel": "enclosure", "href": item["media"].url, **kind})
            _write_media(handler, item["media"])


def _write_media(handler: Any, media: Media) -> None:
    """Write a picture as Media RSS has it: what it shows, and whose it is."""
    sizes = {"width": media.width, "height": media.height, "type": media.type}
    told = {name: str(value) for name, value in sizes.items() if value}
    handler.startElement("media:content", {"url": media.url, "medium": "image", **told})
    if media.words:
        handler.addQuickElement("media:description", media.words, {"type": "plain"})
    if media.credit:
        handler.addQuickElement("media:credit", media.credit)
    handler.endElement("media:content")


class JsonFeed(SyndicationFeed):
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        outfile.write(json.dumps(dict(self._members()), ensure_ascii=False).encode(encoding))

    def _members(self) -> Iterator[tuple[str, Any]]:
        feed = self.feed
        yield from {
            "version": JSON_FEED,
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "language": feed["language"],
        }.items()
        if feed["hub"]:
            yield "hubs", [{"type": "WebSub", "url": feed["hub"]}]
        yield "items", [_json_item(item) for item in self.items]


def _json_item(item):
    media = item["media"]
    data = {
        "id": item["unique_id"],
        "url": item["link"],
        "external_url": item["original"] or None,
        "title": item["title"],
        "summary": item["excerpt"],
        "content_html": item["content"],
        "image": media and media.url,
        "date_published": iso(item["pubdate"]),
        "date_modified": iso(item["updateddate"]),
        "authors": [{"name": item["author_name"]}],
        "tags": list(item["categories"]),
        "language": item["language"],
        "attachments": [_attachment(media)] if media and media.type else None,
    }
    return {name: value for name, value in data.items() if value}


def _attachment(media: Media) -> dict[str, str]:
    found = {"url": media.url, "mime_type": media.type, "title": media.words}
    return {name: value for name, value in found.items() if value}


FORMS = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}
