"""One allow-list for the body: what the editor can make is what the server keeps (DESIGN 2.2)."""

import re
from html import escape

import nh3
from django_prose_editor.config import allowlist_from_extensions, expand_extensions

from articles.figures import MARK, settle, unkeyed
from articles.flow import regular
from newsroom.arabic import repair

URL_SCHEMES = {"http", "https", "mailto", "tel"}

# The editor's extensions; the allow-list of tags and attributes follows from them.
EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "HorizontalRule": True,
    "Heading": {"levels": [2, 3, 4]},
    "Link": {"enableTarget": False, "protocols": sorted(URL_SCHEMES)},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Image": True,
    "Figure": True,
    "Caption": True,
}

_LIST = allowlist_from_extensions(expand_extensions(EDITOR_EXTENSIONS))
TAGS: set[str] = set(_LIST["tags"]) | {"b", "i"}
ATTRIBUTES: dict[str, set[str]] = {
    **{
        tag: set(names) - {"style", "class", "data-file"}
        for tag, names in _LIST.get("attributes", {}).items()
    },
    # Direction and language of a part of the text are content, not style.
    "*": {"dir", "lang"},
    # Pictures of the library in the text, settled by `articles.figures`.
    "figure": {"data-picture", "data-credit"},
}
# What a block stands for besides its element; no other value passes.
VALUES: dict[str, dict[str, set[str]]] = {
    "p": {"data-kind": {"read-also"}},
    "blockquote": {"data-kind": {"pull"}},
    "figure": {"data-kind": {"embed"}, "data-align": {"start", "end"}},
}
READ_ALSO = re.compile(r'(<p\b[^<>]*\bdata-kind="read-also"[^<>]*>)(.*?)</p>\s*', re.DOTALL)
_CLOSING = re.compile(rf"</(?:{'|'.join(sorted(TAGS))})\s*>", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_EMPTY = re.compile(r"<(p|h[2-4]|li|blockquote)(?: [^<>]*)?>(?:\s|<br>)*</\1>")
# Tags and spaces, and nothing that readers would see.
_BLANK = re.compile(r"(?:\s|&nbsp;|</?(?!img\b)[a-z!][^<>]*>)*", re.IGNORECASE)
_BREAKS = re.compile(r"<(?:/?(?:p|h[2-4]|li|blockquote|br|tr|figcaption|hr))(?:\s[^<>]*)?>", re.IGNORECASE)
# What a text without it is written as already.
_MARKUP = re.compile(r"[<&\r\0]")


def is_html(text: str) -> bool:
    """Say whether a body is HTML: it holds a closing tag of the allow-list."""
    return bool(_CLOSING.search(text))


def body_html(text: str) -> str:
    """Return a body as clean HTML: "أ\\n\\nب" → "<p>أ</p>\\n<p>ب</p>"; a bare `<` in text stays text."""
    return cleaned_again(regular(text)) if is_html(text) else body_and_text(text)[0]


def cleaned_again(html: str) -> str:
    """Clean a body that is stored as HTML, whatever it holds: «<hr>» alone is no text."""
    clean = _spaced(sanitize(html))
    repaired = repair(clean)
    # A repair takes away what cannot be seen, out of a scheme that was none before, too.
    return _EMPTY.sub("", clean if repaired == clean else _spaced(sanitize(repaired))).strip()


def _spaced(html: str) -> str:
    return html.replace("&nbsp;", " ")


def body_and_text(text: str) -> tuple[str, str]:
    """Return a body as clean HTML, and its words as `plain_text` gives them."""
    if is_html(text):
        html = body_html(text)
        return html, plain_text(html)
    parts = paragraphs(text)
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in parts), "\n".join(parts)


def is_blank(text: str) -> bool:
    """Say whether a body shows nothing: "<p> </p>" is blank, a picture alone is not."""
    return _BLANK.fullmatch(text) is not None


def sanitize(html: str) -> str:
    return settle(_clean(html))


def without_keys(body: str) -> str:
    """Take the numbers of pictures off a body that comes from elsewhere."""
    return unkeyed(_clean(body)) if MARK in body and is_html(body) else body


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values=VALUES,
        url_schemes=URL_SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style"},
    )


def paragraphs(text: str) -> list[str]:
    """Split plain text: a blank line ends a paragraph; without any, each line is one."""
    text = repair(text)
    parts = _BLANK_LINE.split(text) if _BLANK_LINE.search(text) else text.split("\n")
    # What is repaired has no other spaces than single ones.
    return [part.replace("\n", " ") for part in map(str.strip, parts) if part]


def plain_text(html: str) -> str:
    """Return the words of a clean body, one line a block."""
    bare = nh3.clean(_BREAKS.sub("\n", html), tags=set()) if _MARKUP.search(html) else html
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        bare = bare.replace(entity, char)
    return "\n".join(line.strip() for line in bare.split("\n") if line.strip())


def own_text(body: str) -> str:
    """Return the plain text of a body without its «اقرأ أيضا», which tell of other articles."""
    return plain_text(READ_ALSO.sub("", body))
