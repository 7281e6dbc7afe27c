"""HTML as feeds and old systems hold it, made into a body: blocks out of breaks, absolute addresses."""

import re
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from articles.flow import regular
from articles.sanitizing import is_html, paragraphs

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--(?:(?!<!--).)*?-->", re.DOTALL)
_BLOCK_END = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote|/figcaption|hr)\b[^<>]*>", re.IGNORECASE)
_BREAKS = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_ADDRESS = re.compile(r"""(<(?:a|img)\b[^<>]*?\s(?:href|src)\s*=\s*)(["'])([^"'<>]*)\2""", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_LOOKS_HTML = re.compile(r"</[a-zA-Z]|<(?:br|img|p|hr)\b|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,20});")
# A text that is nothing but escaped tags was escaped twice.
_ESCAPED_TAG = re.compile(
    r"&lt;/(?:p|div|span|strong|b|a|h[1-6]|ul|blockquote)&gt;|&lt;br ?/?&gt;", re.IGNORECASE
)
# What counts readers is no picture.
_PIXEL = re.compile(r"<img\b[^<>]*(?<![\w-])(?:width|height)=[\"']?[01](?=[\"'\s/>])[^<>]*>", re.IGNORECASE)
# Escaped twice on the way; tags and "&" itself may be meant so.
_DOUBLED = re.compile(
    r"&amp;(?=(?:nbsp|quot|apos|#0?39|#8\d{3}|[lr][sd]quo|[lr]aquo|hellip|[nm]dash|zwn?j|[lr]rm);)"
)


def looks_like_html(text: str) -> bool:
    return bool(_LOOKS_HTML.search(text))


def line_of(text: str) -> str:
    """Return the words of a text that may be HTML, on one line: "أ &amp; <b>ب</b>" → «أ & ب»."""
    return " ".join(bare_text(text).split())


def bare_text(text: str) -> str:
    if not looks_like_html(text):
        return text
    lines = _BLOCK_END.sub("\n", _HIDDEN.sub("", text))
    return unescape(once_escaped(_TAG.sub("", lines))).replace("\xa0", " ")


def once_escaped(text: str) -> str:
    """«قال &amp;quot;نعم&amp;quot;» → «قال &quot;نعم&quot;»"""
    return _DOUBLED.sub("&", text)


def body_of(text: str, base: str = "") -> str:
    """Return HTML with paragraphs and absolute addresses: "أ<br><br>ب" → "<p>أ</p><p>ب</p>"."""
    if "<" not in text and _ESCAPED_TAG.search(text):
        text = unescape(text)
    if not looks_like_html(text):
        return text.strip()
    text = once_escaped(with_addresses(_PIXEL.sub("", _HIDDEN.sub("", text)), base)).strip()
    if not _PARAGRAPH.search(text):
        text = "<p>" + _BREAKS.sub("</p>\n<p>", text) + "</p>"
    return regular(text)


def with_addresses(text: str, base: str) -> str:
    """Make the addresses of links and pictures absolute: here they would lead into our own site."""
    return _ADDRESS.sub(lambda found: _absolute(found, base), text)


def body_of_plain(text: str) -> str:
    """Return a text that is not HTML as a body, tags in it as text."""
    if not is_html(text):
        return text.strip()
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs(text))


def _absolute(found: re.Match[str], base: str) -> str:
    return f"{found[1]}{found[2]}{escape(join(base, unescape(found[3])))}{found[2]}"


def join(base: str, address: str) -> str:
    """Resolve an address; what is none stays as it is."""
    try:
        return urljoin(base, address.strip()) if base else address.strip()
    except ValueError:
        return address.strip()


def web_address(base: str, address: str | None) -> str | None:
    """Return the absolute address of the web, else None."""
    found = join(base, address or "")
    return found if host_of(found) and found.lower().startswith(("http://", "https://")) else None


def host_of(address: str) -> str:
    try:
        return urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""
