"""The wordings of an item of ninjs: the headline and description that fit, the best form of the body."""

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree, html

from articles.importers.markup import Blocks, find, text_of
from articles.sanitizing import is_html

# In this order the roles are the headline or summary; a caption or a kicker is neither.
HEADLINE_ROLES = ("main", "headline", "title", "", "web", "long", "print", "short")
SUMMARY_ROLES = ("summary", "abstract", "short", "text", "lead", "intro", "drol:summary", "", "html", "long")
MARKUP_TYPES = ("text/html", "application/xhtml+xml", "html")


def text_in(known: dict[str, Any], name: str) -> str:
    value = known.get(name)
    return value.strip() if isinstance(value, str) else ""


def choose(known: dict[str, Any], name: str, roles: tuple[str, ...]) -> str:
    """Return the plain headline or description: `x`, `x_text`, else of `xs` the one whose role comes first.

    With headlines main «سوق جديدة» and short «سوق» → «سوق جديدة».
    """
    for field in (name, f"{name}_text", f"{name}_html"):
        if text := plain(known.get(field)):
            return text
    entries = entries_of(known.get(f"{name}s"))
    ranked = sorted((e for e in entries if _role(e) in roles), key=lambda e: roles.index(_role(e)))
    return next((text for entry in ranked or entries[:1] if (text := plain(entry.get("value")))), "")


def wordings(known: dict[str, Any]) -> dict[str, Any]:
    """Keep headlines and descriptions where there are several: a kicker or a text for phones has no field."""
    several = {name: known.get(name) for name in ("headlines", "descriptions")}
    return {name: entries for name, entries in several.items() if len(entries_of(entries)) > 1}


def entries_of(value: Any) -> list[dict[str, Any]]:
    members = value if isinstance(value, list) else [value]
    entries = [{"value": one} if isinstance(one, str) else one for one in members]
    return [{str(k).lower(): v for k, v in one.items()} for one in entries if isinstance(one, Mapping)]


def _role(entry: dict[str, Any]) -> str:
    return str(entry.get("role") or "").lower()


def plain(value: Any) -> str:
    """Return the words of a text that may hold markup."""
    if not isinstance(value, str):
        return ""
    if "<" in value and (root := _markup(value)) is not None:
        return text_of(root)
    return " ".join(value.split())


def _markup(text: str) -> Any:
    """Parse markup, whole or in part; text that holds none stays a text."""
    # The body comes out of JSON: NUL is all that the parser would stop at.
    data = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        return html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


def body_of(known: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Return the body and the pictures in it; markup is better than plain text."""
    for text, is_marked in _body_texts(known):
        root = _markup(text) if is_marked or is_html(text) else None
        if root is None and text.strip():
            return text, []
        if root is not None:
            body = find(root, "body")
            blocks = Blocks(root if body is None else body)
            if blocks.html:
                return blocks.html, blocks.pictures
    return "", []


def _body_texts(known: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield the forms of the body, best first, and whether each is said to be markup."""
    for name in ("body_xhtml", "body_html", "body_html5"):
        yield text_in(known, name), True
    bodies = entries_of(known.get("bodies"))
    yield from ((text_in(entry, "value"), True) for entry in bodies if _is_markup(entry))
    plain = (entry for entry in bodies if not _is_markup(entry) and not _is_data(entry))
    yield from ((text_in(entry, "value"), False) for entry in plain)
    yield text_in(known, "body_text"), False


def _is_data(entry: dict[str, Any]) -> bool:
    kind = str(entry.get("contenttype") or "")
    return "xml" in kind or "json" in kind


def _is_markup(entry: dict[str, Any]) -> bool:
    kind = str(entry.get("contenttype") or "").lower()
    return kind.startswith(MARKUP_TYPES) or not kind and "html" in _role(entry)
