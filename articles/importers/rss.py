"""RSS 2.0, RSS 1.0 (RDF) and Atom: items as records, as they stream in; and what a feed says of itself.

On lxml and not on feedparser: that keeps one caption for all the pictures of an item and puts it in place
of the summary, drops a field with an entity that it does not know, and holds the whole file in memory.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.importers.feeditems import Item, person_of, short_language
from articles.importers.fragments import host_of, join, line_of
from articles.importers.reading import How, Parsed, break_off, parse_object, reject_text
from articles.importers.xmlstream import (
    Children,
    Element,
    is_damaged,
    is_mended,
    name_of,
    source_of,
    text_of,
)
from articles.importers.xmltext import XmlError

FEED_LIMIT = 50_000_000
ITEMS = {"item", "entry", "atom:entry"}
MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}


@dataclass(slots=True)
class Facts:
    """What a feed says of itself; `minutes` is how long it says that a reading stays fresh."""

    title: str = ""
    link: str = ""
    language: str = ""
    author: str = ""
    minutes: int | None = None
    period: str = field(default="", repr=False)
    frequency: int = field(default=1, repr=False)

    @property
    def host(self) -> str:
        return host_of(self.link)

    def learn(self, element: Element, base: str) -> None:
        """Take in a child of the channel; of RSS 1.0 the channel is itself such a child."""
        name = name_of(element).removeprefix("atom:")
        if name == "channel":
            for child in element:
                self.learn(child, base)
        elif name == "link":
            self._learn_link(element, base)
        elif name == "author":
            self.author = self.author or person_of(element)
        elif learn := LEARNED.get(name):
            learn(self, line_of(text_of(element)))

    def _learn_link(self, element: Element, base: str) -> None:
        address = element.get("href") or text_of(element)
        if element.get("rel", "alternate") == "alternate" and not self.link:
            self.link = join(base, address)

    def _learn_title(self, text: str) -> None:
        self.title = self.title or text

    def _learn_language(self, text: str) -> None:
        self.language = self.language or short_language(text)

    def _learn_ttl(self, text: str) -> None:
        self.minutes = int(text) if text.isdecimal() and 0 < int(text[:9]) < 10**6 else self.minutes

    def _learn_period(self, text: str) -> None:
        self.period = text.lower()
        self._set_minutes()

    def _learn_frequency(self, text: str) -> None:
        self.frequency = int(text[:6]) if text.isdecimal() and int(text[:6]) else 1
        self._set_minutes()

    def _set_minutes(self) -> None:
        if self.period in MINUTES:
            self.minutes = max(1, MINUTES[self.period] // self.frequency)


LEARNED = {
    "title": Facts._learn_title,
    "language": Facts._learn_language,
    "dc:language": Facts._learn_language,
    "ttl": Facts._learn_ttl,
    "sy:updateperiod": Facts._learn_period,
    "sy:updatefrequency": Facts._learn_frequency,
}


@dataclass(slots=True)
class Feed:
    """A whole feed: its facts, and a Parsed for each item."""

    facts: Facts
    items: list[Parsed]


def read(stream: BinaryIO, how: How) -> Iterator[Parsed]:
    """Yield a Parsed for each item of a feed; positions count items."""
    yield from iter_items(stream, how, Facts())


def parse_feed(data: bytes, *, address: str = "", encoding: str = "utf-8") -> Feed:
    """Read a feed that was fetched from `address`; what is wrong with it is a reject among its items."""
    facts = Facts()
    if len(data) > FEED_LIMIT:
        reason = _("The feed is larger than %(most)d bytes.") % {"most": FEED_LIMIT}
        return Feed(facts, [Parsed(0, reason=reason)])
    items = list(iter_items(io.BytesIO(data), How(encoding), facts, address=address))
    return Feed(facts, items)


def iter_items(stream: BinaryIO, how: How, facts: Facts, *, address: str = "") -> Iterator[Parsed]:
    """Yield a Parsed for each item, and fill in `facts` on the way."""
    position = 0
    children = Children(stream, how.encoding)
    try:
        for element in children:
            if name_of(element) in ITEMS:
                position += 1
                yield _parse(position, element, children.root, facts, address)
            else:
                facts.learn(element, join(address, _base(children.root)))
    except XmlError as error:
        yield break_off(position + 1, str(error), error.text)


def _base(element: Element) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}base") or ""


def _parse(position: int, element: Element, root: Element, facts: Facts, address: str) -> Parsed:
    if is_damaged(element):
        reason = _("The item holds bytes that are not in the encoding of the file.")
        return reject_text(position, reason, source_of(element))
    was_mended = is_mended(element)
    lang = short_language(root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    facts.language = facts.language or lang
    data = Item(element, join(join(facts.link, address), _base(root))).fields()
    if facts.language:
        data.setdefault("language", facts.language)
    if name_of(element) == "atom:entry" and facts.author and facts.author != facts.title:
        data.setdefault("byline", facts.author)  # RFC 4287, 4.2.1: it is that of each entry without one
    parsed = parse_object(position, data, was_mended=was_mended)
    parsed.host = facts.host or host_of(data.get("url") or "") or host_of(address)
    return parsed
