"""Find the article that a page describes for machines in JSON-LD."""

import json
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from articles.importers.markup import Element

KINDS = ("Article", "BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting")
SCRIPTS = 50
DEPTH = 8


class LinkedData:
    """The nodes of the JSON-LD of a page: `article` is the one that the page is about."""

    def __init__(self, root: Element, address: str):
        self.nodes: dict[str, dict[str, Any]] = {}
        self.all = [node for data in _scripts(root) for node in self._walk(data, DEPTH)]
        self.article = self._find_article(address)

    def _walk(self, data: Any, depth: int) -> Iterator[dict[str, Any]]:
        members = data if isinstance(data, list) else [data]
        for node in members if depth else ():
            if not isinstance(node, dict):
                continue
            if len(node) > 1 and isinstance(node.get("@id"), str):
                self.nodes.setdefault(node["@id"], node)
            yield node
            for inner in (
                "@graph",
                "mainEntity",
                "mainEntityOfPage",
                "itemListElement",
                "author",
                "publisher",
            ):
                yield from self._walk(node.get(inner), depth - 1)

    def _find_article(self, address: str) -> dict[str, Any]:
        """Take the node that names the address of the page, else the first with a headline."""
        articles = [node for node in self.all if self._is_article(node)]
        for node in articles:
            if address and address in (
                *self.texts(node, "url"),
                *self.texts(node, "mainEntityOfPage", "@id"),
            ):
                return node
        named = [node for node in articles if node.get("headline") or node.get("name")]
        return next(iter(named or articles), {})

    @staticmethod
    def _is_article(node: dict[str, Any]) -> bool:
        kinds = node.get("@type")
        return any(str(kind).endswith(KINDS) for kind in (kinds if isinstance(kinds, list) else [kinds]))

    def of_kind(self, kind: str) -> dict[str, Any]:
        return next((node for node in self.all if node.get("@type") == kind), {})

    def texts(self, node: Mapping[str, Any], name: str, key: str = "name") -> list[str]:
        """Return the texts of a property: itself, or `key` of what it names; references are followed."""
        return [" ".join(unescape(text).split()) for text in self._texts(node.get(name), key) if text.strip()]

    def _texts(self, value: Any, key: str) -> Iterator[str]:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield one
            elif isinstance(one, Mapping):
                known = one if key in one else self.nodes.get(str(one.get("@id")), one)
                found = known.get(key, known.get("@value"))
                yield from (str(text) for text in (found if isinstance(found, list) else [found]) if text)

    def text(self, name: str) -> str:
        """Return a long text of the article with its lines, a paragraph each."""
        lines = unescape(next(self._texts(self.article.get(name), "name"), "")).splitlines()
        return "\n\n".join(line for one in lines if (line := " ".join(one.split())))

    def first(self, name: str, key: str = "name") -> str:
        return next(iter(self.texts(self.article, name, key)), "")


def _scripts(root: Element) -> Iterator[Any]:
    """Yield what can be read; a broken script says nothing."""
    scripts = root.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")
    for script in scripts[:SCRIPTS]:
        text = "".join(script.itertext()).strip().removeprefix("<!--").removesuffix("-->").strip(" ;\n\r\t")
        try:
            yield json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
