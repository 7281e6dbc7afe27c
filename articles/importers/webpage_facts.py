"""Gather what a saved page says about its article.

Precedence: JSON-LD, for it is written for machines about this article; then meta tags, which describe the
page; then marked-up elements; last the words that readers see.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from articles.cleaning import as_moment
from articles.importers.elements import Element, local, opening_of, resolve, text_of
from articles.importers.jsonld import LinkedData
from articles.importers.labels import match_label
from articles.importers.lines import read_line
from articles.importers.wire import byline_of, host_of, language_of, name_of, names_of
from articles.records import split_keywords
from newsroom.arabic import fold, parse_date

PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "date", "dc.date", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dcterms.date", "parsely-pub-date", "sailthru.date", "article.published",
)  # fmt: skip
UPDATED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "lastmod",
    "last-modified", "dcterms.modified", "article.updated",
)  # fmt: skip
AUTHOR = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author")
SECTION = ("article:section", "og:article:section", "section", "parsely-section")
KEYWORDS = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
NOBODY = {fold(name) for name in ("admin", "administrator", "editor", "المحرر", "محرر", "مدير الموقع")}
DATE_LENGTH = 120
# How many elements below the headline may hold the printed date and byline.
NEAR = 40
TITLES = 10
# A label is short, and a page has few of its length.
_SHORT = "string-length(text()) > 3 and string-length(text()) < 40"
MARKS = 2000
_PARTS = re.compile(r"(?:(?<!\s)\s+)?(?:[|،,]\s*)?(?=(?:و)?(?:آخر|اخر)\s+تحديث|تحديث\s*:)|(?<!\s)\s+\|\s+")
_UPDATE_LABEL = re.compile(r"^و?(?:آخر|اخر)?\s*تحديث\s*:?\s*")
_BRACKETS = str.maketrans("()", "  ")
_TITLE_PARTS = re.compile(r"(?<!\s)\s+[|–—-]\s+|(?:(?<!\s)\s+)?[|»«]\s*")


class Facts:
    """The facts of one page; each is asked for by name and is empty where the page says nothing."""

    def __init__(self, root: Element):
        self.root = root
        self.meta = _meta(root)
        self.address = self._address()
        self.data = LinkedData(root, self.address)
        self.seen = list(_near_headline(root))

    def _address(self) -> str:
        """Return the canonical address; one that leads to the front page says nothing."""
        base = self.root.xpath("string(//base/@href)")
        links = [node.get("href") for node in self.root.xpath("//link[@rel='canonical' or @rel='CANONICAL']")]
        for given in (*links, *self.meta.get("og:url", ()), *self.meta.get("twitter:url", ())):
            found = resolve(base, given)
            if found and found.split("://", 1)[1].rstrip("/").count("/"):
                return found
        return ""

    @property
    def base(self) -> str:
        return resolve(self.address, self.root.xpath("string(//base/@href)")) or self.address

    def _first_meta(self, *names: str) -> str:
        return next((text for name in names for text in self.meta.get(name, ()) if text), "")

    @cached_property
    def source(self) -> str | None:
        data, article = self.data, self.data.article
        told = [*data.texts(article, "sourceOrganization"), *data.texts(article, "publisher")]
        site = self._first_meta("og:site_name", "application-name", "dc.publisher")
        marked = [
            node.get("content") or text_of(node)
            for node in self.root.xpath("//*[@itemprop='publisher']//*[@itemprop='name']")
        ]
        return name_of(*told, *marked, site, *data.texts(data.of_kind("WebSite"), "name"))

    def headline(self) -> str:
        """Return the first that is told; one cut short gives way to the whole that begins with it."""
        told = (
            self.data.first("headline"),
            *self.meta.get("og:title", ()),
            *self.meta.get("twitter:title", ()),
        )
        printed = [text_of(node) for node in islice(self.root.iter("h1"), TITLES)]
        title = self.root.xpath("string(//title)")
        texts = [self.clean_title(text) for text in (*told, *printed, title) if text.strip()]
        texts = [text for text in texts if fold(text) != fold(self.source or "")]
        first = next(iter(texts), "")
        stump = fold(first.rstrip(".… "))
        longer = (t for t in texts if len(t) > len(first) and fold(t).startswith(stump))
        # «سوق جديدة | وزارة الثقافة» is the same headline with the name of the site.
        return next((t for t in longer if not _TITLE_PARTS.match(t[len(first.rstrip(".… ")) :])), first)

    def clean_title(self, text: str) -> str:
        """«سوق جديدة | موقع الواحة» → «سوق جديدة»: the name of the site goes, wherever it stands."""
        line = " ".join(text.split())
        parts = [part for part in _TITLE_PARTS.split(line) if part]
        if len(parts) > 1 and self._is_site(parts[-1]):
            return line[: line.rindex(parts[-1])].rstrip(" |–—-»«")
        if len(parts) > 1 and self._is_site(parts[0]):
            return line[len(parts[0]) :].lstrip(" |–—-»«")
        return line

    def _is_site(self, text: str) -> bool:
        """Say whether a part of a title names the site, by its name or by its host."""
        key = fold(text).replace(" ", "")
        names = [
            self.source,
            self._first_meta("og:site_name"),
            *self.data.texts(self.data.article, "publisher"),
        ]
        if any(name and (fold(name) in fold(text) or fold(text) in fold(name)) for name in names):
            return True
        host = fold(host_of(self.address)).replace(" ", "").removeprefix("www")
        bare = key.removeprefix("www").removesuffix("com").removesuffix("net")
        return key.isascii() and len(bare) > 2 and (bare in host)

    def published(self) -> Any:
        return next(self._dates("datePublished", PUBLISHED, "published"), None)

    def updated(self) -> Any:
        found = next(self._dates("dateModified", UPDATED, "updated"), None)
        published = self.published()
        return None if found is None or published and found <= published else found

    def _dates(self, name: str, metas: Iterable[str], printed: str) -> Iterator[Any]:
        """Yield the moments of a date that can be read, best first."""
        marked = self.root.xpath(f"//*[@itemprop='{name}']")
        given = [*self.data.texts(self.data.article, name, "@value")]
        given += [text for meta in metas for text in self.meta.get(meta, ())]
        given += [node.get("content") or node.get("datetime") or text_of(node) for node in marked]
        given += self.root.xpath(f"//abbr[contains(@class, '{printed}')]/@title")
        given += self._times() if printed == "published" else []
        yield from (as_moment(found) for text in given if text and (found := parse_date(text.strip())))
        yield from self._printed(printed)

    def _times(self) -> list[str]:
        """Return the machine dates near the headline, not those of other articles."""
        times = [node for node in self.seen if local(node) == "time"]
        return [node.get("datetime") or text_of(node) for node in times]

    def _printed(self, kind: str) -> Iterator[Any]:
        for day, role in self._printed_dates():
            if role == kind:
                yield as_moment(day)

    def _printed_dates(self) -> Iterator[tuple[date, str]]:
        """Read «الأحد 3 مارس 2024، آخر تحديث 14:00» as its two dates."""
        for node in self.seen:
            text = opening_of(node, DATE_LENGTH) if len(node) <= 3 else ""
            if not 8 <= len(text) <= DATE_LENGTH:
                continue
            first, *others = (part.strip(" ،,|") for part in _PARTS.split(text))
            line = read_line(1, first)
            if line.moment is None:
                continue
            yield line.moment, "updated" if line.kind == "updated" else "published"
            for other in filter(None, others):
                clock = " ".join(_UPDATE_LABEL.sub("", other).translate(_BRACKETS).split())
                if found := parse_date(clock) or parse_date(f"{first} {clock}"):
                    yield found, "updated"

    def byline(self) -> str:
        told = self.data.texts(self.data.article, "author") or [
            text for name in AUTHOR for text in self.meta.get(name, ()) if "://" not in text
        ]
        names = [name for name in names_of(told) if self._is_person(name)] or list(self._marked_authors())[:1]
        return "، ".join(names)

    def _marked_authors(self) -> Iterator[str]:
        xpath = "//*[@rel='author' or @itemprop='author' or contains(@class, 'author-name')]"
        for node in self.root.xpath(xpath):
            if (name := byline_of(text_of(node))) and len(name) < 80 and self._is_person(name):
                yield name
        for node in self.seen:
            line = read_line(1, opening_of(node, 200)[:200])
            if line.kind == "author":
                yield line.value

    def _is_person(self, name: str) -> bool:
        """A site that signs its own articles is their source, and «admin» is nobody."""
        return fold(name) not in NOBODY and fold(name) != fold(self.source or "")

    def section(self) -> str | None:
        crumbs = self.data.texts(self.data.of_kind("BreadcrumbList"), "itemListElement")
        between = [crumb for crumb in crumbs[1:] if fold(crumb) != fold(self.headline())]
        told = self.data.texts(self.data.article, "articleSection")
        return name_of(*told, self._first_meta(*SECTION), *between[-1:])

    def keywords(self) -> list[str]:
        linked = self.data.texts(self.data.article, "keywords")
        told = [part for text in linked for part in split_keywords(text)]
        told += self.meta.get("article:tag", []) + self.meta.get("og:article:tag", [])
        if not told:
            told = [
                part for name in KEYWORDS for text in self.meta.get(name, ()) for part in split_keywords(text)
            ]
        marked = self.root.xpath("//a[@rel='tag']") or list(self._labelled_tags())
        return names_of(told or [text_of(node).strip("# ") for node in marked])

    def _labelled_tags(self) -> Iterator[Element]:
        """Yield the links beside «كلمات دلالية:» in an element of its own."""
        for node in islice(
            self.root.xpath(f"//*[{_SHORT}][not(self::script or self::style or self::a)]"), MARKS
        ):
            label = match_label(" ".join((node.text or "").split()))
            if label == ("keywords", ""):
                beside = [link for other in node.itersiblings() for link in other.iter("a")]
                yield from [*node.iter("a")] or beside
                return

    def summary(self) -> str:
        told = (self.data.first("description"), self._first_meta("og:description", "description"))
        return next((text for text in told if text), "")

    def language(self) -> str | None:
        declared = self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang")
        told = (declared, self.data.first("inLanguage"), self._first_meta("og:locale").partition("_")[0])
        return next((tag for text in told if (tag := language_of(text))), None)

    def pictures(self) -> list[dict[str, Any]]:
        """Return the picture that the page is shared with, first."""
        article = self.data.article
        told = [*self.data.texts(article, "image", "url"), *self.data.texts(article, "image", "contentUrl")]
        told += [
            text for name in ("og:image", "og:image:url", "twitter:image") for text in self.meta.get(name, ())
        ]
        url = next((found for text in told if (found := resolve(self.base, text))), "")
        caption = next(
            (text for text in self.data.texts(article, "image", "caption") if "://" not in text), None
        )
        return [{"url": url, "caption": caption, "credit": None, "alt": None}] if url else []


def _meta(root: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        if content := " ".join((node.get("content") or "").split()):
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _near_headline(root: Element) -> Iterator[Element]:
    """Yield the elements just below the headline, where pages print the date and who wrote."""
    headlines = [node for node in islice(root.iter("h1"), TITLES) if text_of(node)]
    if not headlines:
        return
    for count, node in enumerate(headlines[-1].xpath("following::*")):
        if count == NEAR:
            return
        if local(node) not in ("script", "style"):
            yield node
