"""The text of a WordPress post as a body: shortcodes and blocks become plain paragraphs and figures."""

import re
from collections.abc import Callable, Sequence
from html import escape, unescape

from articles.flow import regular
from articles.importers.fragments import join, web_address

# Given the numbers in [gallery ids="…"], or none for all pictures of the post, return the pictures.
Gallery = Callable[[Sequence[str]], Sequence[dict[str, str]]]

# Text in brackets is a shortcode where it has attributes, an end, or one of these names: «[sic]» is text.
BARE = {"gallery", "embed", "caption", "video", "audio", "playlist", "toc", "more", "ad", "ads", "adsense"}
ADDRESSES = ("url", "src", "href", "link", "mp4", "mp3", "m4v", "webm", "ogv", "ogg", "wav")

_NAME = r"[a-zA-Z][\w-]{0,40}"
_VALUES = r"(?:\"[^\"\[\]]{0,4000}\"|'[^'\[\]]{0,4000}'|[^\[\]\"'<>]){0,400}"
_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b([^\[\]]*)\]((?:(?!\[(?:wp_)?caption\b).)*?)\[/(?:wp_)?caption\]", re.DOTALL
)
_EMBED = re.compile(r"\[embed\b[^\[\]]*\]\s*([^\s\[]+)\s*\[/embed\]")
_CODE = re.compile(rf"(?<!\[)\[(/?)({_NAME})((?:[\s=]{_VALUES})?)/?\](?!\])")
_ESCAPED = re.compile(rf"\[(\[/?{_NAME}[^\[\]]{{0,400}}\])\]")
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]/]+))")
_BARE_ADDRESS = re.compile(r"[\s=]\s*[\"']?(https?://[^\s\"'<>\[\]]+)")
_PICTURE = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_FRAME = re.compile(
    r"<(iframe|video|audio|embed)\b([^<>]*)>(?:(?:(?!<\1\b).){0,4000}?</\1\s*>)?", re.IGNORECASE | re.DOTALL
)
_SOURCE = re.compile(r"<source\b([^<>]*)>", re.IGNORECASE)
# An address alone on its line is an embed in WordPress, of both editors.
_ALONE = re.compile(r"^([ \t]*)(https?://[^\s<>\"']+)[ \t]*$", re.MULTILINE)
_BLOCKS = (
    "p|div|h[1-6]|ul|ol|li|table|thead|tbody|tr|td|th|blockquote|figure|figcaption|pre|hr|section|article"
)
_OPENS_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b", re.IGNORECASE)
_OPENS_HOLDER = re.compile(r"<(?:div|blockquote|section)\b", re.IGNORECASE)
_LINE_END = re.compile(r"(?<=[^>\s])[ \t]*\n(?=[^<\s]|<(?:a|b|em|i|span|strong|u)\b)", re.IGNORECASE)
_BEFORE_BLOCK = re.compile(
    r"(?<!\n\n)(?=<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|hr)\b)", re.IGNORECASE
)
_AFTER_BLOCK = re.compile(
    r"(</(?:p|div|h[1-6]|ul|ol|table|blockquote|figure)\s*>|<hr\b[^<>]*>)(?!\n\n)", re.IGNORECASE
)
_FIGURE = re.compile(r"<(/?)figure\b([^<>]*)>", re.IGNORECASE)
_GRID = re.compile(r"</?(?:ul|li)\b[^<>]*blocks-gallery[^<>]*>|(?<=</figure>)\s*</(?:li|ul)>", re.IGNORECASE)
_GRID_CAPTION = re.compile(
    r"<figcaption\b[^<>]*blocks-gallery-caption[^<>]*>((?:(?!<figcaption\b).)*?)</figcaption>", re.DOTALL
)
_BLANK_LINE = re.compile(r"\n\s*\n")


def post_body(text: str, gallery: Gallery) -> str:
    """Return the body of a post: "أ\\n\\n[gallery ids=\\"7\\"]" → "<p>أ</p>\\n<figure>…</figure>"."""
    is_of_blocks = "<!-- wp:" in text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _ALONE.sub(lambda found: found[1] + _link(unescape(found[2])), _COMMENT.sub("", text))
    text = plain_codes(text, gallery)
    return regular(text.strip() if is_of_blocks else paragraphed(text))


def plain_codes(text: str, gallery: Gallery = lambda numbers: (), *, base: str = "") -> str:
    """Make plain figures, links and text of shortcodes, frames and galleries."""
    text = _CAPTION.sub(_captioned, text)
    text = _EMBED.sub(lambda found: _link(unescape(found[1])), text)
    text = _FRAME.sub(lambda found: _frame(found, base), text)
    return _plain_galleries(_without_codes(text, gallery))


def figure(picture: dict[str, str]) -> str:
    alt = escape(picture.get("alt") or "")
    caption = picture.get("caption")
    legend = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(picture["url"])}" alt="{alt}">{legend}</figure>'


def _link(address: str) -> str:
    if not web_address("", address):
        return escape(address, quote=False)
    return f'<a href="{escape(address)}">{escape(address, quote=False)}</a>'


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text)
    }


def _captioned(found: re.Match[str]) -> str:
    picture = _PICTURE.search(found[2])
    if not picture:
        return found[2]
    rest = f"{found[2][: picture.start()]} {found[2][picture.end() :]}".strip()
    caption = rest or escape(_attributes(found[1]).get("caption", ""), quote=False)
    legend = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"\n\n<figure>{picture[0]}{legend}</figure>\n\n"


def _frame(found: re.Match[str], base: str) -> str:
    """An embedded page or film becomes its address, which readers can follow."""
    own = _attributes(found[2])
    inner = _SOURCE.search(found[0])
    address = own.get("src") or own.get("data-src") or (_attributes(inner[1]).get("src") if inner else "")
    address = join(base or "https:", address or "")
    return f"\n\n<p>{_link(address)}</p>\n\n" if web_address("", address) else ""


def _without_codes(text: str, gallery: Gallery) -> str:
    ended = {found[2] for found in _CODE.finditer(text) if found[1]}

    def replace(found: re.Match[str]) -> str:
        name, values, bare = found[2], _attributes(found[3]), _bare_address(found[3])
        if name == "gallery":
            return _gallery(values, gallery)
        if not values and not bare and name not in BARE and name not in ended:
            return found[0]
        named = (values.get(key) for key in ADDRESSES)
        address = next((text for text in (*named, *bare) if web_address("", text)), None)
        return f"\n\n<p>{_link(address)}</p>\n\n" if address else ""

    return _ESCAPED.sub(r"\1", _CODE.sub(replace, text))


def _bare_address(text: str) -> list[str]:
    """Return the address that a shortcode gives without a name: "[audio https://…]", "[youtube=https://…]"."""
    found = _BARE_ADDRESS.match(text)
    return [unescape(found[1])] if found else []


def _gallery(values: dict[str, str], gallery: Gallery) -> str:
    numbers = re.findall(r"\d+", values.get("ids") or values.get("include") or "")
    figures = [figure(picture) for picture in gallery(numbers)]
    return "\n\n" + "\n\n".join(figures) + "\n\n"


def _plain_galleries(text: str) -> str:
    """A figure of figures becomes the figures in it; its list goes, its own caption is a paragraph."""
    if "gallery" not in text:
        return text
    parts, last, depth, outer = [], 0, 0, -1
    for tag in _FIGURE.finditer(text):
        depth += -1 if tag[1] else 1
        if not tag[1] and outer < 0 and "gallery" in tag[2]:
            outer, is_outer = depth, True
        else:
            is_outer = bool(tag[1]) and depth == outer - 1
            outer = -1 if is_outer else outer
        if is_outer:
            parts.append(text[last : tag.start()])
            last = tag.end()
    return _GRID_CAPTION.sub(r"<p>\1</p>", _GRID.sub("", "\n\n".join([*parts, text[last:]])))


def paragraphed(text: str) -> str:
    """Do as WordPress does to a text without paragraphs: a blank line ends one, a line end is a break."""
    text = _AFTER_BLOCK.sub(r"\1\n\n", _BEFORE_BLOCK.sub("\n\n", text))
    chunks = [chunk.strip() for chunk in _BLANK_LINE.split(text) if chunk.strip()]
    return "\n".join(map(_paragraph, chunks))


def _paragraph(chunk: str) -> str:
    if _OPENS_HOLDER.match(chunk):
        return _LINE_END.sub("<br>\n", chunk)
    return chunk if _OPENS_BLOCK.match(chunk) else "<p>" + chunk.replace("\n", "<br>\n") + "</p>"
