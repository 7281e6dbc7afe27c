"""The children of an XML document's container one by one: the memory is that of the largest of them."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from articles.importers.balancing import MARK
from articles.importers.xmltext import BAD_BYTES, XmlError, iter_clean

CHILD_LIMIT = 20_000_000
NODE_LIMIT = 200_000
# The rows of comments and statistics that a post drags along can be any number.
DROPPED = frozenset({"wp:comment", "wp:commentmeta"})

Element = Any


# Namespaces by the prefix that everybody gives them; a feed may use another, or forget to declare it.
PREFIXES = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://news.yandex.ru": "yandex",
    "http://turbo.yandex.ru": "turbo",
}
_WORDPRESS = "wordpress.org/export/"


def name_of(element: Element) -> str:
    """Return the name with its usual prefix: «dc:creator», whatever the file calls the namespace."""
    if not isinstance(element.tag, str):
        return ""
    return _usual_name(element.tag, element.prefix)


@lru_cache(maxsize=4096)
def _usual_name(tag: str, own: str | None) -> str:
    space, _brace, local = tag.lower().rpartition("}")
    space = space.lstrip("{")
    prefix = PREFIXES.get(space, (own or "?") if space else "")
    if _WORDPRESS in space:
        prefix = "excerpt" if "excerpt" in space else "wp"
    return f"{prefix}:{local}" if prefix else local


def local_name(element: Element) -> str:
    """Return the name without its namespace, lower-case; of a comment or instruction ""."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


class Children:
    """Iterate over the children of the root, or of the channel in it; each lives until the next is asked for.

    Raises XmlError where the document ends before its root does, or a child is too large.
    """

    def __init__(self, stream: BinaryIO, told: str) -> None:
        self.stream, self.told = stream, told
        self.root: Element = None
        self.container: Element = None
        self.depth = self.size = self.nodes = 0
        self.is_whole = False

    def __iter__(self) -> Iterator[Element]:
        # huge_tree stays off: libxml2's own bounds on depth and length of a text are wanted.
        parser = etree.XMLPullParser(
            events=("start", "end"), recover=True, resolve_entities=False, no_network=True,
            load_dtd=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            for text in iter_clean(self.stream, self.told):
                self.size += len(text)
                parser.feed(text.encode())
                yield from self._take(parser)
                self._check_size()
        except etree.XMLSyntaxError as error:
            reason = _("The XML cannot be read on: %(error)s") % {"error": error.msg}
            raise XmlError(reason, self._rest(parser)) from error
        if not self.is_whole:
            raise XmlError(self._why_it_ended(parser), self._rest(parser))

    def _take(self, parser: Any) -> Iterator[Element]:
        for event, element in parser.read_events():
            if event == "start":
                self._open(element)
            else:
                yield from self._close(element)

    def _open(self, element: Element) -> None:
        self.depth += 1
        self.nodes += 1
        if self.root is None:
            self.root = self.container = element
        elif self.depth == 2 and local_name(self.root) == "rss" and local_name(element) == "channel":
            self.container = element
        if self.nodes > NODE_LIMIT:
            self._check_size(is_over=True)

    def _close(self, element: Element) -> Iterator[Element]:
        self.depth -= 1
        parent = element.getparent()
        if parent is None:
            self.is_whole = True
        elif parent in (self.container, self.root) and element is not self.container:
            yield element
            parent.remove(element)
            self.size = self.nodes = 0
        elif name_of(element) in DROPPED:
            parent.remove(element)

    def _check_size(self, *, is_over: bool = False) -> None:
        if is_over or self.size > CHILD_LIMIT:
            raise XmlError(
                _("One element of the file is larger than %(most)d characters or %(nodes)d elements.")
                % {"most": CHILD_LIMIT, "nodes": NODE_LIMIT}
            )

    def _rest(self, parser: Any) -> str:
        """Return the child that the end of the document cuts off."""
        with suppress(etree.XMLSyntaxError):
            parser.close()  # it keeps the last text to itself until then
        children = list(self.container)[-1:] if self.container is not None else []
        return source_of(children[0]) if children else ""

    def _why_it_ended(self, parser: Any) -> str:
        errors = [entry.message for entry in parser.error_log]
        text = errors[-1] if errors else _("it is cut off")
        return _("The XML ends before it is whole: %(error)s") % {"error": text.strip()}


def text_of(element: Element) -> str:
    """Return all text within an element."""
    return "".join(element.itertext()) if element is not None else ""


def is_damaged(element: Element) -> bool:
    """Say whether it holds bytes that are not in the encoding of the file."""
    return any(BAD_BYTES in text for text in element.itertext())


def is_mended(element: Element) -> bool:
    """Say whether its tags did not fit each other, and take the marks of that out."""
    mark = f"{{*}}{MARK}"
    if element.find(f".//{mark}") is None:
        return False
    etree.strip_tags(element, mark)
    return True


def source_of(element: Element) -> str:
    """Return an element as XML text, for a reject."""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))
