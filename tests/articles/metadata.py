"""Make picture files with words inside: IPTC in a Photoshop block, XMP in the place of each format."""

import struct
from io import BytesIO

from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo


def jpeg(kind="JPEG", *, iptc=None, raw_iptc=b"", xmp=b"", color="red", size=(60, 40)):
    """Return the bytes of a picture; `iptc` maps (record, dataset) to bytes, or lists such pairs."""
    output = BytesIO()
    options = {}
    if kind == "PNG" and xmp:
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode("utf-8", "replace"))
    elif xmp:
        options["xmp"] = xmp
    Pillow.new("RGB", size, color).save(output, kind, **options)
    content, block = output.getvalue(), raw_iptc or _datasets(iptc or {})
    return content[:2] + _photoshop(block) + content[2:] if block else content


def _datasets(iptc):
    pairs = iptc.items() if isinstance(iptc, dict) else iptc
    return b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for (record, number), value in pairs
    )


def _photoshop(block):
    resource = b"8BIM" + struct.pack(">HH", 0x0404, 0) + struct.pack(">I", len(block)) + block
    body = b"Photoshop 3.0\0" + resource + b"\0" * (len(resource) % 2)
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def packet(*, description=None, credit="", creators=(), alt=None, as_attribute=False):
    """Return an XMP packet; texts map languages to words."""
    parts = [_texts("dc:description", description), _texts("Iptc4xmpCore:AltTextAccessibility", alt)]
    if creators:
        names = "".join(f"<rdf:li>{name}</rdf:li>" for name in creators)
        parts.append(f"<dc:creator><rdf:Seq>{names}</rdf:Seq></dc:creator>")
    if credit and not as_attribute:
        parts.append(f"<photoshop:Credit>{credit}</photoshop:Credit>")
    attribute = f' photoshop:Credit="{credit}"' if credit and as_attribute else ""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"{attribute} '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
        f"{''.join(parts)}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def _texts(name, texts):
    lines = "".join(f'<rdf:li xml:lang="{lang}">{text}</rdf:li>' for lang, text in (texts or {}).items())
    return f"<{name}><rdf:Alt>{lines}</rdf:Alt></{name}>" if texts else ""
