"""What a picture file says of itself, in XMP or IPTC: caption, credit and alternative text."""

import struct
import unicodedata
from collections.abc import Iterable

from lxml import etree
from PIL import Image, IptcImagePlugin

MOST_BYTES = 2**20
LENGTHS = {"caption": 5000, "credit": 300, "alt": 2000}
_UTF8 = b"\x1b%G"
_CAPTION, _CREDIT, _BYLINE, _SOURCE = (2, 120), (2, 110), (2, 80), (2, 115)
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What Pillow calls the packet, by format.
_XMP_KEYS = ("xmp", "XML:com.adobe.xmp")


def words_in(image: Image.Image) -> dict[str, str]:
    """Read the words of an opened picture; metadata that is broken costs itself only."""
    xmp, iptc = _xmp_words(image), _iptc_words(image)
    return {name: _clean(xmp.get(name) or iptc.get(name) or "", most) for name, most in LENGTHS.items()}


def _clean(text: str, most: int) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()[:most]


def _iptc_words(image: Image.Image) -> dict[str, str]:
    try:
        found = IptcImagePlugin.getiptcinfo(image) or {}
    except (OSError, SyntaxError, ValueError, LookupError, TypeError, struct.error):
        return {}
    is_utf8 = found.get((1, 90)) == _UTF8
    credit = found.get(_CREDIT) or found.get(_BYLINE) or found.get(_SOURCE)
    return {"caption": _text(found.get(_CAPTION), is_utf8), "credit": _text(credit, is_utf8)}


def _text(value: bytes | list[bytes] | None, is_utf8: bool) -> str:
    """Decode as is declared, else as UTF-8 where that fits, else as the tools of old wrote Arabic."""
    lines = value if isinstance(value, list) else [value or b""]
    return "، ".join(_decode(line, is_utf8) for line in lines)


def _decode(line: bytes, is_utf8: bool) -> str:
    try:
        return line.decode("utf-8", "replace" if is_utf8 else "strict")
    except UnicodeDecodeError:
        return line.decode("cp1256", "replace")


def _xmp_words(image: Image.Image) -> dict[str, str]:
    packet = next((image.info[key] for key in _XMP_KEYS if image.info.get(key)), b"")
    data = packet.encode() if isinstance(packet, str) else packet
    if not data or len(data) > MOST_BYTES:
        return {}
    try:
        root = etree.fromstring(data.strip(b"\0 \r\n\t"), _parser())
    except (etree.XMLSyntaxError, ValueError):
        return {}
    credit = _property(root, f"{_PHOTOSHOP}Credit") or "، ".join(_items(root, f"{_DC}creator"))
    return {
        "caption": _in_arabic(root, f"{_DC}description"),
        "credit": credit,
        "alt": _in_arabic(root, f"{_IPTC_CORE}AltTextAccessibility"),
    }


def _parser() -> etree.XMLParser:
    """Expand no entity and fetch nothing: the packet comes from strangers."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _property(root: etree._Element, name: str) -> str:
    """Read a simple property, which stands as an element or as an attribute."""
    found = [element.text or "" for element in root.iter(name)]
    found += [element.get(name, "") for element in root.iter(f"{_RDF}Description")]
    return next(filter(None, map(str.strip, found)), "")


def _items(root: etree._Element, name: str) -> list[str]:
    return [text for _lang, text in _lines(root.iter(name))]


def _in_arabic(root: etree._Element, name: str) -> str:
    """Of a text in several languages take the Arabic one, else the default, else the first."""
    found = dict(reversed(_lines(root.iter(name))))
    first = next(reversed(found.values()), "")
    arabic = next((text for lang, text in found.items() if lang.startswith("ar")), "")
    return arabic or found.get("x-default", "") or first or _property(root, name)


def _lines(properties: Iterable[etree._Element]) -> list[tuple[str, str]]:
    items = (item for one in properties for item in one.iter(f"{_RDF}li"))
    return [(item.get(_LANG, "").lower(), item.text.strip()) for item in items if (item.text or "").strip()]
